import { once } from "node:events";
import { Agent, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiCall, apiError, type LocalEndpoint } from "../endpoint/localEndpoint";
import type { Guarded } from "./access";
import type { Services } from "./services";

/** A DynamoDB table as the account has it. */
export interface TableResource extends Guarded {
    name: string;
    /** Input of CreateTable. */
    definition: Record<string, unknown>;
}

/** Time in which a table does not answer as it should. Epoch milliseconds; `untilMs` is exclusive. */
export interface TableFault {
    /** Name of the table. */
    table: string;
    fromMs: number;
    untilMs: number;
    /** Throttled: ThrottlingException, as for an on-demand table that grows too fast. Unavailable: an error of DynamoDB's own. */
    code: "throttled" | "unavailable";
}

/** What an item is on the wire: attribute → { S, N, … }. */
export type TableItem = Record<string, Record<string, unknown>>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const FAULTS = {
    throttled: () =>
        apiError(
            "ThrottlingException",
            "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table",
            400,
        ),
    unavailable: () => apiError("InternalServerError", "The request processing has failed because of an unknown error, exception or failure.", 500),
};

/** The operations on items that dynalite has, and that name one table. The others are refused as not modelled. */
const ITEM_OPERATIONS = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "DescribeTable"];
/** Those that name several tables, each in a member of RequestItems. */
const BATCH_OPERATIONS = ["BatchGetItem", "BatchWriteItem"];

/**
 * DynamoDB of the local AWS: the tables of the graph in a real DynamoDB server library (dynalite), in this process. Conditions, updates and errors
 * are its own; IAM decides before, each call on the table's ARN. Items do not expire.
 */
export class Tables {
    private readonly faults: TableFault[] = [];
    private readonly agent = new Agent({ keepAlive: true });

    private constructor(
        private readonly services: Services,
        private readonly tables: readonly TableResource[],
        private readonly server: Server | undefined,
    ) {}

    /** Makes the tables. Without any, nothing is loaded and every call is answered as for a table that does not exist. */
    static async start(services: Services, tables: readonly TableResource[]): Promise<Tables> {
        if (tables.length === 0) {
            return new Tables(services, tables, undefined);
        }
        // Half a second to load: only for programs that have a table.
        const dynalite = require("dynalite") as (options: Record<string, number>) => Server;
        const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
        await once(server.listen(0, "127.0.0.1"), "listening");
        const started = new Tables(services, tables, server);
        for (const { name, arn, definition } of tables) {
            await started.forward("CreateTable", { TableName: name, ...definition }).catch((error: Error) => {
                services.findings.add("refused", arn, `DynamoDB does not create the table: ${error.message}`);
            });
        }
        return started;
    }

    /** Has the endpoint answer DynamoDB's operations on items. */
    serve(endpoint: LocalEndpoint): void {
        for (const operation of ITEM_OPERATIONS) {
            endpoint.handle("dynamodb", operation, (call) => this.answer(endpoint, call, [call.input.TableName], call.input.IndexName));
        }
        for (const operation of BATCH_OPERATIONS) {
            endpoint.handle("dynamodb", operation, (call) =>
                this.answer(endpoint, call, Object.keys((call.input.RequestItems as object | undefined) ?? {})),
            );
        }
    }

    /** The table with this name or ARN. */
    find(nameOrArn: string): TableResource | undefined {
        return this.tables.find(({ name, arn }) => name === nameOrArn || arn === nameOrArn || nameOrArn.startsWith(`${arn}/`));
    }

    /** Has a table fail for a time. */
    fault(fault: TableFault): void {
        this.faults.push(fault);
    }

    /**
     * All items of a table, in no order.
     *
     * @throws Error if there is no such table.
     */
    async items(name: string): Promise<TableItem[]> {
        if (this.find(name) === undefined) {
            throw new Error(`Table "${name}" is not in the program; it has ${this.tables.map((table) => table.name).join(", ") || "none"}`);
        }
        const items: TableItem[] = [];
        let ExclusiveStartKey: unknown;
        do {
            const page = await this.forward("Scan", { TableName: name, ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }) });
            items.push(...(page.Items as TableItem[]));
            ExclusiveStartKey = page.LastEvaluatedKey;
        } while (ExclusiveStartKey !== undefined);
        return items;
    }

    async close(): Promise<void> {
        this.agent.destroy();
        const { server } = this;
        if (server?.listening) {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        }
    }

    private answer(endpoint: LocalEndpoint, call: ApiCall, names: readonly unknown[], index?: unknown): Promise<Record<string, unknown>> {
        const { place, clock } = this.services;
        const now = clock.now();
        for (const given of names) {
            const name = String(given).split("/")[String(given).startsWith("arn:") ? 1 : 0]!;
            const arn = `arn:${place.partition}:dynamodb:${place.region}:${place.account}:table/${name}`;
            endpoint.require(call, `dynamodb:${call.operation}`, typeof index === "string" ? `${arn}/index/${index}` : arn);
            const fault = this.faults.find(({ table, fromMs, untilMs }) => table === name && fromMs <= now && now < untilMs);
            if (fault !== undefined) {
                throw FAULTS[fault.code]();
            }
        }
        return this.forward(call.operation, call.input);
    }

    /** One call of the library, in the protocol that it speaks. */
    private forward(operation: string, input: object): Promise<Record<string, unknown>> {
        if (this.server === undefined) {
            return Promise.reject(apiError("ResourceNotFoundException", "Requested resource not found"));
        }
        const { port } = this.server.address() as AddressInfo;
        const body = JSON.stringify(input);
        const headers = {
            "content-type": "application/x-amz-json-1.0",
            "content-length": Buffer.byteLength(body),
            "x-amz-target": `DynamoDB_20120810.${operation}`,
            "x-amz-date": "20260101T000000Z",
            // It looks for a signature and does not check it.
            authorization: "AWS4-HMAC-SHA256 Credential=LOCAL/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        };
        return new Promise((resolve, reject) => {
            const call = request({ host: "127.0.0.1", port, method: "POST", path: "/", headers, agent: this.agent }, (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () => {
                    const answer = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, unknown>;
                    if (response.statusCode === 200) {
                        resolve(answer);
                        return;
                    }
                    const { __type: type, message, Message, ...fields } = answer;
                    reject(apiError(String(type).split("#").at(-1)!, String(message ?? Message ?? ""), response.statusCode, fields));
                });
            });
            call.on("error", reject);
            call.end(body);
        });
    }
}
