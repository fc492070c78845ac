import { OPERATOR } from "../../local/aws";
import { withEnvironment } from "./environment";

/** Runs commands as the person who looks after the account behind an endpoint. */
export const asOperator = <T>(url: string, work: () => Promise<T>) =>
    withEnvironment({ AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: OPERATOR, AWS_SECRET_ACCESS_KEY: "local", AWS_SESSION_TOKEN: undefined }, work);
