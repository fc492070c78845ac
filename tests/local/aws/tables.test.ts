import assert from "node:assert/strict";
import { resolve } from "node:path";
import type { LocalAws } from "../../../local/aws";
import { graphOf, lambda, resource, route } from "./support/graphBuilder";
import { jobEvent, play } from "./support/play";

const TABLE_ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/ledger";
const table = (props = {}) =>
    resource("aws:dynamodb/table:Table", "ledger", {
        name: "ledger",
        arn: TABLE_ARN,
        hashKey: "id",
        attributes: [{ name: "id", type: "S" }],
        billingMode: "PAY_PER_REQUEST",
        ...props,
    });
const mayWrite = { Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:GetItem"], Resource: TABLE_ARN };

/** Writes once, and on a second time says what DynamoDB answers. The functions have no packages, so the client is loaded by its path. */
const handler = (attempts = 1, tableName = "ledger") => `
    const { DynamoDBClient, PutItemCommand, GetItemCommand } = require(${JSON.stringify(resolve(__dirname, "../../../node_modules/@aws-sdk/client-dynamodb"))});
    exports.handler = async (event) => {
        const client = new DynamoDBClient({ maxAttempts: ${attempts} });
        const Item = { id: { S: event.detail.name }, status: { S: event.detail.status } };
        try {
            await client.send(new PutItemCommand({ TableName: "${tableName}", Item, ConditionExpression: "attribute_not_exists(id)" }));
        } catch (error) {
            if (error.name !== "ConditionalCheckFailedException") throw error;
            const { Item: found } = await client.send(new GetItemCommand({ TableName: "${tableName}", Key: { id: Item.id }, ConsistentRead: true }));
            return { outcome: "duplicate", reason: found.status.S };
        }
    };`;

/** A call as the SDK sends it, by the first function. */
async function call(aws: LocalAws, operation: string, input: object): Promise<unknown[]> {
    const authorization = "AWS4-HMAC-SHA256 Credential=LOCAL0001/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
    const headers = { authorization, "content-type": "application/x-amz-json-1.0", "x-amz-target": `DynamoDB_20120810.${operation}` };
    const response = await fetch(aws.endpoint.url, { method: "POST", headers, body: JSON.stringify(input) });
    const body = (await response.json()) as { __type?: string; message?: string };
    return response.status === 200 ? [200, body] : [response.status, body.__type, body.message];
}

const denied = (operation: string, arn: string) =>
    `User: arn:aws:sts::111122223333:assumed-role/caller-role/caller is not authorized to perform: dynamodb:${operation} on resource: ${arn}`;

const outcomes = (deliveries: readonly { outcome: string; reason?: string }[]) => deliveries.map(({ outcome, reason }) => [outcome, reason]);

describe("a table of the local AWS", () => {
    it("keeps items, and refuses what a condition forbids", async () => {
        let items: unknown;
        const { deliveries, apiCalls, findings } = await play(
            graphOf(table(), route({ source: handler(), statements: [mayWrite] })),
            async (aws, clock) => {
                aws.putEvent(jobEvent("one"));
                await clock.run();
                aws.putEvent(jobEvent("two"));
                await clock.run();
                items = await aws.tableItems("ledger");
            },
        );
        const { name, status } = jobEvent().detail as { name: string; status: string };
        assert.deepEqual(outcomes(deliveries), [
            ["handled", undefined],
            ["duplicate", status],
        ]);
        assert.deepEqual(items, [{ id: { S: name }, status: { S: status } }]);
        assert.deepEqual(
            apiCalls
                .filter(({ action }) => action.startsWith("dynamodb:"))
                .map(({ action, resource: on, decision, count }) => [action, on, decision, count]),
            [
                ["dynamodb:PutItem", TABLE_ARN, "allow", 2],
                ["dynamodb:GetItem", TABLE_ARN, "allow", 1],
            ],
        );
        assert.deepEqual(findings, []);
    });

    it("denies what the role does not allow", async () => {
        const { invocations } = await play(graphOf(table(), route({ source: handler() })), async (aws, clock) => {
            aws.putEvent(jobEvent("one"));
            await clock.run();
        });
        assert.equal(invocations[0]!.error?.errorType, "AccessDeniedException");
        assert.match(
            invocations[0]!.error!.errorMessage,
            /is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:111122223333:table\/ledger/,
        );
    });

    it("is not found if the program has none of that name", async () => {
        const statements = [{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }];
        for (const tables of [[], [table()]]) {
            const { invocations } = await play(graphOf(tables, route({ source: handler(1, "other"), statements })), async (aws, clock) => {
                aws.putEvent(jobEvent("one"));
                await clock.run();
            });
            assert.equal(invocations[0]!.error?.errorType, "ResourceNotFoundException");
        }
    });

    it("decides about each index and each table of a batch, and takes an ARN for a name", async () => {
        const put = { PutRequest: { Item: { id: { S: "1" }, owner: { S: "me" } } } };
        const query = { IndexName: "by-owner", KeyConditionExpression: "#o = :o", ExpressionAttributeNames: { "#o": "owner" } };
        const values = { ":o": { S: "me" } };
        const indexed = table({
            attributes: ["id", "owner"].map((name) => ({ name, type: "S" })),
            globalSecondaryIndexes: [{ name: "by-owner", hashKey: "owner", projectionType: "ALL" }],
        });
        const said: unknown[] = [];
        const allow = (Action: string, Resource: string) => ({ Effect: "Allow", Action, Resource });
        const statements = [allow("dynamodb:BatchWriteItem", TABLE_ARN), allow("dynamodb:Query", `${TABLE_ARN}/index/*`)];
        await play(graphOf(indexed, lambda("caller", "", statements)), async (aws) => {
            said.push(await call(aws, "BatchWriteItem", { RequestItems: { [TABLE_ARN]: [put], other: [put] } }));
            said.push(await call(aws, "BatchWriteItem", { RequestItems: { [TABLE_ARN]: [put] } }));
            said.push(await call(aws, "Query", { TableName: "ledger", ...query, ExpressionAttributeValues: values }));
            said.push(await call(aws, "Query", { TableName: TABLE_ARN, ...query, IndexName: undefined, ExpressionAttributeValues: values }));
        });
        assert.deepEqual(said, [
            [400, "AccessDeniedException", denied("BatchWriteItem", TABLE_ARN.replace("ledger", "other"))],
            [200, { UnprocessedItems: {} }],
            [200, { Count: 1, ScannedCount: 1, Items: [put.PutRequest.Item] }],
            [400, "AccessDeniedException", denied("Query", TABLE_ARN)],
        ]);
    });

    it("says what is not modelled, instead of passing over it", async () => {
        const said: unknown[] = [];
        const statements = [{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }];
        const { findings } = await play(graphOf(table(), lambda("caller", "", statements)), async (aws) => {
            const Item = { id: { S: "1" } };
            said.push(await call(aws, "PutItem", { TableName: "ledger", Item, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }));
            said.push(await call(aws, "TransactWriteItems", { TransactItems: [] }));
        });
        const operations = ["dynamodb:PutItem", "dynamodb:TransactWriteItems"];
        const message = (what: string) => `${what} is not modelled by the local AWS`;
        const messages = [message(`${operations[0]} with ReturnValuesOnConditionCheckFailure`), message(operations[1]!)];
        assert.deepEqual(
            said,
            messages.map((each) => [501, "NotImplemented", each]),
        );
        assert.deepEqual(
            findings,
            messages.map((each, index) => ({ kind: "unmodelled", subject: operations[index], message: each, count: 1 })),
        );
    });

    for (const [code, errorType] of [
        ["throttled", "ThrottlingException"],
        ["unavailable", "InternalServerError"],
        ["unreachable", "TimeoutError"],
    ] as const) {
        it(`that is ${code} for a time fails handlers with ${errorType}, and serves them when they are tried again`, async () => {
            const { invocations, deliveries } = await play(
                graphOf(table(), route({ source: handler(), statements: [mayWrite] })),
                async (aws, clock) => {
                    const now = clock.now();
                    aws.inject({ fault: "table", resource: "ledger", fromMs: now, toMs: now + 30_000, code });
                    aws.putEvent(jobEvent("one"));
                    await clock.run();
                },
            );
            assert.deepEqual(
                invocations.map(({ ok, error }) => (ok ? "ok" : error!.errorType)),
                [errorType, "ok"],
            );
            assert.deepEqual(outcomes(deliveries), [["handled", undefined]]);
        });
    }

    it("with a stream or replicas is a finding", async () => {
        const { findings } = await play(graphOf(table({ streamEnabled: true, replicas: [{ regionName: "eu-west-1" }] })), () => undefined);
        assert.deepEqual(
            findings.map(({ kind, message }) => [kind, message]),
            [
                ["unmodelled", "streamEnabled of a table is not modelled"],
                ["unmodelled", "replicas of a table is not modelled"],
            ],
        );
    });

    it("that DynamoDB would not create is a finding", async () => {
        const { findings } = await play(graphOf(table({ attributes: [{ name: "other", type: "S" }] })), () => undefined);
        assert.equal(findings.length, 1);
        assert.equal(findings[0]!.kind, "refused");
        assert.match(findings[0]!.message, /^DynamoDB does not create the table: .*(AttributeDefinitions|Key)/);
    });
});
