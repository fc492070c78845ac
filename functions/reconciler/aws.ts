import type { KindRow } from "../../catalog";
import { call, describeWith } from "../shared/describe";
import { requireEnvironment } from "../shared/environment";
import type { Fields } from "../shared/fields";
import { ledgerTable } from "../shared/ledgerTable";
import { listTagsWith } from "../shared/tags";
import type { Aws } from "./types";

type Sdk = typeof import("./sdk");
type Gets = NonNullable<ConstructorParameters<Sdk["BatchGetItemCommand"]>[0]["RequestItems"]>;
type Puts = NonNullable<ConstructorParameters<Sdk["BatchWriteItemCommand"]>[0]["RequestItems"]>;

/** Calls AWS. Runs once per cold start. */
export function awsWith(): Aws {
    const sdk = require("#sdk") as unknown as Sdk;
    const [sageMaker, lambda, rules] = [new sdk.SageMakerClient(), new sdk.LambdaClient(), new sdk.EventBridgeClient()];
    const [topics, queues, dynamo] = [new sdk.SNSClient(), new sdk.SQSClient(), new sdk.DynamoDBClient()];
    const { find, furthest } = ledgerTable();
    const TableName = requireEnvironment("LEDGER_TABLE");
    return {
        find,
        furthest,
        tags: listTagsWith(sageMaker),
        describe: (row, input) => describeWith(row, sageMaker)(input),
        async list(row: KindRow, input: Fields) {
            const answer = await call(sageMaker, row.list.command, input);
            const [summaries, next] = [answer[row.list.output], answer.NextToken];
            return { summaries: Array.isArray(summaries) ? (summaries as Fields[]) : [], next: typeof next === "string" ? next : undefined };
        },
        async invoke(FunctionName, event) {
            await lambda.send(new sdk.InvokeCommand({ FunctionName, InvocationType: "Event", Payload: Buffer.from(JSON.stringify(event)) }));
        },
        async read(keys) {
            const found = new Map<string, unknown>();
            const gets: Gets = keys.length === 0 ? {} : { [TableName]: { Keys: keys.map((id) => ({ id: { S: id } })), ConsistentRead: true } };
            await inBatches(gets, async (RequestItems) => {
                const { Responses, UnprocessedKeys } = await dynamo.send(new sdk.BatchGetItemCommand({ RequestItems }));
                (Responses?.[TableName] ?? []).forEach(({ id, kept }) => found.set(id!.S!, JSON.parse(kept!.S!) as unknown));
                return UnprocessedKeys;
            });
            return found;
        },
        async keep(values, expiresAt) {
            const puts = [...values].map(([id, value]) => ({
                PutRequest: { Item: { id: { S: id }, kept: { S: JSON.stringify(value) }, expiresAt: { N: `${expiresAt}` } } },
            }));
            await inBatches<Puts>(
                puts.length === 0 ? {} : { [TableName]: puts },
                async (RequestItems) => (await dynamo.send(new sdk.BatchWriteItemCommand({ RequestItems }))).UnprocessedItems,
            );
        },
        rule: (name) => ruleWith(sdk, rules, name),
        async subscriptions(TopicArn) {
            const found: { arn: string; protocol: string; endpoint: string }[] = [];
            let next: string | undefined;
            do {
                const page = await topics.send(new sdk.ListSubscriptionsByTopicCommand({ TopicArn, NextToken: next }));
                for (const { SubscriptionArn = "", Protocol = "", Endpoint = "" } of page.Subscriptions ?? []) {
                    found.push({ arn: SubscriptionArn, protocol: Protocol, endpoint: Endpoint });
                }
                next = page.NextToken;
            } while (next !== undefined && next !== "");
            return found;
        },
        async messages(QueueUrl) {
            const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
            const { Attributes } = await queues.send(new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
            return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
        },
        async publish(TopicArn, Subject, Message) {
            await topics.send(new sdk.PublishCommand({ TopicArn, Subject, Message }));
        },
    };
}

/** Pauses before DynamoDB is asked for what it left out of a batch: the first one, and the longest. Each is twice the one before. */
const BATCH_PAUSE_MS = 50;
const LONGEST_BATCH_PAUSE_MS = 800;

/**
 * Asks for a batch, and again for what DynamoDB leaves out of it: it does that instead of throttling the whole batch.
 *
 * @throws a ThrottlingException if something is still left out
 */
export async function inBatches<T extends object>(all: T, ask: (requests: T) => Promise<T | undefined>): Promise<void> {
    let left = all;
    for (let pauseMs = BATCH_PAUSE_MS; Object.keys(left).length > 0; pauseMs *= 2) {
        left = (await ask(left)) ?? ({} as T);
        if (Object.keys(left).length > 0) {
            if (pauseMs > LONGEST_BATCH_PAUSE_MS) {
                throw Object.assign(new Error("DynamoDB left out a part of a batch"), { name: "ThrottlingException" });
            }
            await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
    }
}

/** Rules of this stack are on the default bus, where SageMaker's events arrive. */
async function ruleWith(sdk: Sdk, client: InstanceType<Sdk["EventBridgeClient"]>, name: string) {
    try {
        const { State } = await client.send(new sdk.DescribeRuleCommand({ Name: name }));
        const { Targets } = await client.send(new sdk.ListTargetsByRuleCommand({ Rule: name }));
        return { enabled: State !== "DISABLED", targetArns: (Targets ?? []).flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn])) };
    } catch (error) {
        if ((error as Error).name === "ResourceNotFoundException") {
            return undefined;
        }
        throw error;
    }
}
