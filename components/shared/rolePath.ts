import { show } from "./arguments";

/**
 * Problems of the path of a role: Lambda allows fewer characters in a role's ARN than IAM in a path.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html (Role)
 */
export function rolePathProblems(path: unknown): string[] {
    const fits = path === undefined || (typeof path === "string" && path.length <= 512 && /^\/([\w+=,.@-]+\/)*$/.test(path));
    return fits
        ? []
        : [`rolePath must begin and end with / and have at most 512 letters, digits and +=,.@_-/, such as /service/ml/, got ${show(path)}`];
}
