import { setImmediate } from "node:timers/promises";
import { type ApiCall, apiError, type LocalEndpoint, noAnswer } from "../../endpoint/localEndpoint";
import type { Context } from "../context";
import type { TableResource } from "../resources";
import { type Dynalite, startDynalite } from "./dynalite";

/** What an item is on the wire: attribute → { S, N, … }. */
export type TableItem = Record<string, Record<string, unknown>>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const FAILURES = {
    throttled: () =>
        apiError(
            "ThrottlingException",
            "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table",
            400,
        ),
    unavailable: () => apiError("InternalServerError", "The request processing has failed because of an unknown error, exception or failure.", 500),
    unreachable: noAnswer,
    missing: () => apiError("ResourceNotFoundException", "Requested resource not found"),
};

/** The operations on items that dynalite has, and that name one table. The others are refused as not modelled. */
const ITEM_OPERATIONS = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "DescribeTable", "DescribeTimeToLive"];
/** Those that name several tables, each in a member of RequestItems. */
const BATCH_OPERATIONS = ["BatchGetItem", "BatchWriteItem"];

/**
 * DynamoDB of the local AWS: the tables of the graph in a real DynamoDB server library (dynalite), in this process. Conditions, updates and errors
 * are its own; IAM decides before, each call on the table's ARN. Items do not expire.
 */
export class Tables {
    private constructor(
        private readonly context: Context,
        private readonly tables: readonly TableResource[],
        private readonly dynalite: Dynalite | undefined,
    ) {}

    /** Makes the tables. Without any, nothing is loaded and every call is answered as for a table that does not exist. */
    static async start(context: Context, tables: readonly TableResource[]): Promise<Tables> {
        if (tables.length === 0) {
            return new Tables(context, tables, undefined);
        }
        // Loading it takes a moment: only for programs that have a table.
        const started = new Tables(context, tables, startDynalite());
        for (const { name, arn, definition } of tables) {
            try {
                await started.forward("CreateTable", { TableName: name, ...definition });
                while (!(await started.isActive(name))) {
                    await setImmediate();
                }
            } catch (error) {
                context.findings.add("refused", arn, `DynamoDB does not create the table: ${(error as Error).message}`);
            }
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

    /** ARNs of the tables. */
    arns(): string[] {
        return this.tables.map(({ arn }) => arn);
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

    private answer(endpoint: LocalEndpoint, call: ApiCall, names: readonly unknown[], index?: unknown): Promise<Record<string, unknown>> {
        const { place, faults } = this.context;
        const { operation } = call;
        this.refuseUnknown(call);
        for (const name of names.map(nameOf)) {
            const arn = `arn:${place.partition}:dynamodb:${place.region}:${place.account}:table/${name}`;
            endpoint.require(call, `dynamodb:${operation}`, typeof index === "string" ? `${arn}/index/${index}` : arn);
            const fault = faults.strike("table", arn);
            if (fault !== undefined) {
                throw FAILURES[(fault.code ?? "missing") as keyof typeof FAILURES]();
            }
        }
        return this.forward(operation, withNames(call.input));
    }

    /** The library passes over what it does not know: a handler would count on something that does not happen. */
    private refuseUnknown({ operation, input }: ApiCall): void {
        const unknown = Object.keys(input).find((parameter) => this.dynalite?.knows(operation, parameter) === false);
        if (unknown !== undefined) {
            const reason = `dynamodb:${operation} with ${unknown} is not modelled by the local AWS`;
            this.context.findings.add("unmodelled", `dynamodb:${operation}`, reason);
            throw apiError("NotImplemented", reason, 501);
        }
    }

    private async isActive(name: string): Promise<boolean> {
        const { Table } = await this.forward("DescribeTable", { TableName: name });
        return (Table as { TableStatus?: string }).TableStatus === "ACTIVE";
    }

    private async forward(operation: string, input: object): Promise<Record<string, unknown>> {
        if (this.dynalite === undefined) {
            throw apiError("ResourceNotFoundException", "Requested resource not found");
        }
        const { statusCode, body } = await this.dynalite.ask(operation, input);
        if (statusCode === 200) {
            return body;
        }
        const { __type: type, message, Message, ...fields } = body;
        throw apiError(String(type).split("#").at(-1)!, String(message ?? Message ?? ""), statusCode, fields);
    }
}

/** The name of a table by its name or ARN. */
function nameOf(given: unknown): string {
    return String(given ?? "").replace(/^arn:.*:table\//, "");
}

/** DynamoDB takes ARNs for names, the library does not. */
function withNames(input: Record<string, unknown>): Record<string, unknown> {
    const requests = Object.entries((input.RequestItems as object | undefined) ?? {});
    return {
        ...input,
        ...("TableName" in input ? { TableName: nameOf(input.TableName) } : {}),
        ...("RequestItems" in input ? { RequestItems: Object.fromEntries(requests.map(([table, request]) => [nameOf(table), request])) } : {}),
    };
}
