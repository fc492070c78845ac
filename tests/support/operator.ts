import { OPERATOR } from "../../local/aws";
import { withEnvironment } from "./environment";

/** Runs commands as the person who looks after the account behind an endpoint. */
export const asOperator = <T>(url: string, work: () => Promise<T>) =>
    withEnvironment({ AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: OPERATOR, AWS_SECRET_ACCESS_KEY: "local", AWS_SESSION_TOKEN: undefined }, work);

/** Runs commands on a machine that has no credentials for AWS. */
export const withoutCredentials = <T>(work: () => Promise<T>) =>
    withEnvironment(
        {
            AWS_ACCESS_KEY_ID: undefined,
            AWS_SECRET_ACCESS_KEY: undefined,
            AWS_PROFILE: undefined,
            AWS_CONFIG_FILE: "/nowhere/config",
            AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
            AWS_EC2_METADATA_DISABLED: "true",
        },
        work,
    );
