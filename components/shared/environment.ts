import * as pulumi from "@pulumi/pulumi";

import { ENVIRONMENT_BYTES } from "../../catalog";
import { excessBytes, variableFault } from "../../models/functionEnvironment";
import { LONGEST_NAME, show } from "./arguments";

/** Where functions find the ledger's table. */
export const LEDGER_VARIABLE = "LEDGER_TABLE";

/** Where functions that publish find the queue of messages that wait for a digest, and how many a minute need not wait. */
export const DIGEST_VARIABLES = { queue: "DIGEST_QUEUE_URL", limit: "MESSAGES_PER_MINUTE" } as const;

/** Problems of a function's environment, as far as its values are known: names that Lambda refuses, and its size. */
export function environmentProblems(environment: Readonly<Record<string, unknown>>): string[] {
    const isLate = (value: unknown) => pulumi.Output.isInstance(value) || value instanceof Promise;
    // The longest name of a ledger's table: "-ledger" and the eight characters that Pulumi appends.
    const table = "x".repeat(LONGEST_NAME + 15);
    const known = Object.entries({ [LEDGER_VARIABLE]: table, ...environment }).map(([variable, value]) => [variable, isLate(value) ? "" : value]);
    const bytes = excessBytes(Object.fromEntries(known));
    return [
        ...(LEDGER_VARIABLE in environment ? [`environment must not have ${LEDGER_VARIABLE}, which the function's ledger sets`] : []),
        ...Object.entries(environment).flatMap(([variable, value]) => [
            ...(variableFault(variable) === "reserved"
                ? [`environment must not have ${variable}, which Lambda sets: use another name`]
                : variableFault(variable) === undefined
                  ? []
                  : [`environment must have names of at least two letters, digits and _ that begin with a letter, got ${show(variable)}`]),
            ...(value === undefined || typeof value === "string" || isLate(value)
                ? []
                : [`environment ${variable}: must be a text, got ${show(value)}`]),
        ]),
        ...(bytes !== undefined
            ? [
                  `environment must have at most ${ENVIRONMENT_BYTES} bytes, names and values as JSON, got ${bytes}: keep large values in a parameter or an object of S3`,
              ]
            : []),
    ];
}
