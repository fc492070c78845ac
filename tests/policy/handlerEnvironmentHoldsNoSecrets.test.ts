import { handlerEnvironmentHoldsNoSecrets } from "../../policy/handlerEnvironmentHoldsNoSecrets";
import { type Change, ref } from "./support/stackData";
import { itJudges } from "./support/judges";

const variables = (values: object): Change => ({ set: "notify", to: { environment: { variables: values } } });
const message = (name: string) =>
    `The environment variable ${name} looks like a secret, which everyone sees who may look at the function. Keep it in Secrets Manager and give the function its ARN.`;

describe("handler-environment-holds-no-secrets", () => {
    itJudges(handlerEnvironmentHoldsNoSecrets, [
        {
            reports: "a password",
            change: [variables({ DB_PASSWORD: "hunter2hunter2" })],
            on: "notify",
            level: "advisory",
            message: message("DB_PASSWORD"),
        },
        { allows: "a password that is not set", change: [variables({ DB_PASSWORD: null, API_KEY: "" })] },
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
        ...["api key", "API--KEY", "client.secret", "dbCredentials", "npm_token"].map((name) => ({
            reports: `the name ${name}`,
            change: [variables({ [name]: "truely-7-falsehoods" })],
            on: "notify",
            level: "advisory",
            message: message(name),
        })),
        {
            reports: "a credential with space around it",
            change: [variables({ LAST: "\n AKIAIOSFODNN7EXAMPLE \n" })],
            on: "notify",
            level: "advisory",
            message: message("LAST"),
        },
        {
            reports: "a number that is too long for a setting",
            change: [variables({ AUTH_TOKEN: "1234567" })],
            on: "notify",
            level: "advisory",
            message: message("AUTH_TOKEN"),
        },
        ...["truest", "falsehood", "untrue"].map((value) => ({
            reports: `a word that only begins or ends as a flag does, ${value}`,
            change: [variables({ DB_PASSWORD: value })],
            on: "notify",
            level: "advisory",
            message: message("DB_PASSWORD"),
        })),
        {
            reports: "an output that is plain text under a name that says so",
            change: [
                { add: { password: { type: "random:index/randomPassword:RandomPassword", props: {} } } },
                variables({ DB_PASSWORD: ref("password", "result") }),
            ],
            on: "notify",
            level: "advisory",
            message: message("DB_PASSWORD"),
            inPreview: false,
        },
        { allows: "a function without an environment", change: [{ set: "notify", to: { environment: undefined } }] },
        { allows: "an environment without variables", change: [{ set: "notify", to: { environment: { variables: null } } }] },
        {
            allows: "flags, numbers and addresses under such a name, and nothing at all",
            change: [
                variables({
                    REFRESH_TOKEN: "true",
                    USE_AUTH: "False",
                    AUTH: "",
                    API_KEY: "600000",
                    SECRET: "https://secrets.example.com/db",
                    AUTH_SECRET: "http://localhost:2773",
                }),
            ],
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
