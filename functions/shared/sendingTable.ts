import { requireEnvironment } from "./environment";
import { ifAllowed, itemOf, valuesOf } from "./ledgerTable";
import { NOTHING_SENT, type Sending } from "./sendingLimit";

/** An entry of the ledger's table that many functions change. */
export interface ChangingEntry<Known> {
    /**
     * Changes what is known, as one step: if another function changes it at the same time, the decision is made again.
     *
     * @param decide Returns what to change it to; undefined to leave it.
     * @returns Whether it is changed. False as well if others always were faster.
     * @throws what DynamoDB says.
     */
    change(decide: (known: Known) => Known | undefined): Promise<boolean>;
}

/** What is known of the messages to a topic. A change that others prevent means that more messages than the limit are on their way. */
export type SendingTable = ChangingEntry<Sending>;

const MOST_TRIES = 8;

/** What a call may take: the message has another way, and needs its time for it. */
const LONGEST_CALL_MS = 3000;

/** Longer than the digest queue keeps a message, and than an alert is of interest. */
const KEPT_SECONDS = 30 * 86_400;

/** The entry of a topic in the table named in `LEDGER_TABLE`. */
export function sendingTable(topicArn: string): SendingTable {
    return changingEntry(topicArn, NOTHING_SENT);
}

/**
 * An entry in the table named in `LEDGER_TABLE`.
 *
 * @param nothing What is known where there is no entry.
 */
export function changingEntry<Known extends object>(name: string, nothing: Known): ChangingEntry<Known> {
    const { DynamoDBClient, GetItemCommand, PutItemCommand } = require("#sdk") as typeof import("../sdk");
    const TableName = requireEnvironment("LEDGER_TABLE");
    const client = new DynamoDBClient();
    // No reaction has such a name, so neither a claim nor a position has such a key.
    const id = `##${name}`;
    const limit = () => ({ abortSignal: AbortSignal.timeout(LONGEST_CALL_MS) });
    const read = async () => {
        const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }), limit());
        return { ...nothing, version: 0, ...valuesOf(Item) };
    };
    const write = (known: object, version: number) =>
        ifAllowed(
            client.send(
                new PutItemCommand({
                    TableName,
                    Item: itemOf({ ...known, id, version: version + 1, expiresAt: Math.floor(Date.now() / 1000) + KEPT_SECONDS }),
                    ConditionExpression: "attribute_not_exists(#id) OR #version = :version",
                    ExpressionAttributeNames: { "#id": "id", "#version": "version" },
                    ExpressionAttributeValues: itemOf({ version }, ":"),
                }),
                limit(),
            ),
        );
    return {
        change: async (decide) => {
            for (let tries = 0; tries < MOST_TRIES; tries++) {
                const { version, ...known } = await read();
                const changed = decide(known as unknown as Known);
                if (changed === undefined || (await write(changed, version))) {
                    return changed !== undefined;
                }
            }
            return false;
        },
    };
}
