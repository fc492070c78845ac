import { handlerEnvironmentHoldsNoSecrets } from "../../policy/handlerEnvironmentHoldsNoSecrets";
import type { Change } from "./support/stackData";

const variables = (values: object): Change => ({ set: "notify", to: { environment: { variables: values } } });
const message = (name: string) =>
    `The environment variable ${name} looks like a secret, which everyone sees who may look at the function. Keep it in Secrets Manager and give the function its ARN.`;
import { itJudges } from "./support/judges";

describe("handler-environment-holds-no-secrets", () => {
    itJudges(handlerEnvironmentHoldsNoSecrets, [
        {
            reports: "a password",
            change: [variables({ DB_PASSWORD: "hunter2hunter2" })],
            on: "notify",
            level: "advisory",
            message: message("DB_PASSWORD"),
        },
        {
            reports: "a key in camel case",
            change: [variables({ apiKey: "0123456789abcdef" })],
            on: "notify",
            level: "advisory",
            message: message("apiKey"),
        },
        {
            reports: "a value in the form of a credential",
            change: [variables({ ACCOUNT: "AKIAIOSFODNN7EXAMPLE" })],
            on: "notify",
            level: "advisory",
            message: message("ACCOUNT"),
        },
        {
            allows: "the name of a secret",
            change: [
                variables({
                    SECRET_NAME: "prod/db",
                    TOKEN_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:x",
                    PASSWORD: "/prod/db/password",
                }),
            ],
        },
        { allows: "words that only look alike", change: [variables({ AUTHOR: "me", TOKENS_PER_SECOND: "10", PASSTHROUGH: "yes" })] },
    ]);
});
