import type { KindRow } from "../../catalog";
import { call, describeWith } from "../shared/describe";
import { requireEnvironment } from "../shared/environment";
import type { Fields } from "../shared/fields";
import { ledgerTable } from "../shared/ledgerTable";
import { listTagsWith } from "../shared/tags";
import type { Aws } from "./types";

type Sdk = typeof import("./sdk");

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
        async read(id) {
            const { Item } = await dynamo.send(new sdk.GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }));
            return Item?.kept?.S === undefined ? undefined : (JSON.parse(Item.kept.S) as unknown);
        },
        async keep(id, value, expiresAt) {
            const Item = { id: { S: id }, kept: { S: JSON.stringify(value) }, expiresAt: { N: `${expiresAt}` } };
            await dynamo.send(new sdk.PutItemCommand({ TableName, Item }));
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
