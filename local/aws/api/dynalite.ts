import { EventEmitter } from "node:events";
import type { Server } from "node:http";

/** What DynamoDB answers. */
export interface DynaliteAnswer {
    statusCode: number;
    /** JSON: the output, or `__type` and `message`. */
    body: Record<string, unknown>;
}

/** DynamoDB's API without IAM. */
export interface Dynalite {
    ask(operation: string, input: object): Promise<DynaliteAnswer>;
    /** Whether it heeds this parameter of an operation. One that it does not know it passes over in silence. */
    knows(operation: string, parameter: string): boolean;
}

/** A header that a request must have and that nothing checks: the caller was decided before. */
const AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=LOCAL/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

/**
 * DynamoDB in this process and its memory: dynalite, which is an HTTP server. It is not started: its listener is given requests that never were on a
 * socket, which spares every call a connection.
 *
 * @example
 * const db = startDynalite();
 * const { statusCode, body } = await db.ask("GetItem", { TableName: "orders", Key: { id: { S: "1" } } });
 */
export function startDynalite(): Dynalite {
    // Loaded here: a program without a table does not wait for it.
    const dynalite = require("dynalite") as (options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }) => Server;
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    const validations = new Map<string, { types: object }>();
    const validationOf = (operation: string): { types: object } => {
        const known = validations.get(operation);
        const found = known ?? (require(`dynalite/validations/${operation[0]!.toLowerCase()}${operation.slice(1)}`) as { types: object });
        validations.set(operation, found);
        return found;
    };
    const knows = (operation: string, parameter: string) => Object.hasOwn(validationOf(operation).types, parameter);
    const ask: Dynalite["ask"] = (operation, input) =>
        new Promise((resolve) => {
            const request = Object.assign(new EventEmitter(), {
                method: "POST",
                url: "/",
                headers: {
                    "content-type": "application/x-amz-json-1.0",
                    "x-amz-target": `DynamoDB_20120810.${operation}`,
                    "x-amz-date": "20260101T000000Z",
                    authorization: AUTHORIZATION,
                },
            });
            const response = {
                statusCode: 200,
                setHeader: () => {},
                end: (body: string) => resolve({ statusCode: response.statusCode, body: JSON.parse(body) as Record<string, unknown> }),
            };
            server.emit("request", request, response);
            request.emit("data", Buffer.from(JSON.stringify(input)));
            request.emit("end");
        });
    return { ask, knows };
}
