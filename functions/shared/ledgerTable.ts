import { requireEnvironment } from "./environment";
import type { Position } from "./identity";

/** An invocation's claim on a piece of news. */
export interface Claim {
    /** Reaction and identity of the news: the table's key. */
    readonly id: string;
    /** Unlike that of any other attempt. */
    readonly claim: string;
    /** When the invocation can't be running any more, epoch milliseconds. */
    readonly claimedUntil: number;
    /** When DynamoDB may delete the entry, epoch seconds. */
    readonly expiresAt: number;
}

/** What the ledger has about a piece of news. */
export interface Entry {
    /** `Released`: the handler threw, or the event came late. */
    readonly state: "InProgress" | "Completed" | "Released";
    readonly claim: string;
    readonly claimedUntil: number;
    /** What the handler made of it, and when (epoch milliseconds): of a completed entry only. */
    readonly outcome?: string;
    readonly completedAt?: number;
}

/** How a claim ended. */
export type Settlement = { readonly state: "Released" } | { readonly state: "Completed"; readonly outcome: string; readonly completedAt: number };

/** The table, as the ledger uses it. Every method may throw what DynamoDB says; none changes anything that its condition does not allow. */
export interface LedgerTable {
    /** Puts a claim unless the news is completed or another claim has not run out at `now`. @returns whether it is put */
    claim(claim: Claim, now: number): Promise<boolean>;
    /** Reads an entry as it is now. */
    find(id: string): Promise<Entry | undefined>;
    /** Ends a claim, if it is still this one. @returns whether it was */
    settle(id: string, claim: string, settlement: Settlement): Promise<boolean>;
    /** Keeps a position that is further than what is known. @returns whether it is */
    advance(id: string, position: Position, expiresAt: number): Promise<boolean>;
    furthest(id: string): Promise<Position | undefined>;
}

/** The table's key of a reaction's claim on a piece of news. */
export const claimId = (reaction: string, identified: string): string => `${reaction}#${identified}`;

/** The table's key of how far a reaction knows a resource to be. No function has an empty name, so no claim has such a key. */
export const positionId = (reaction: string, incarnation: string): string => `#${reaction}#${incarnation}`;

type Value = { S: string } | { N: string };

/** The table named in `LEDGER_TABLE`. Reads are consistent. */
export function ledgerTable(): LedgerTable {
    const { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } = require("#sdk") as typeof import("../sdk");
    const TableName = requireEnvironment("LEDGER_TABLE");
    const client = new DynamoDBClient();

    /** Sets the attributes if the condition holds. Names all go by "#", because many are reserved. */
    const update = (id: string, attributes: Record<string, string | number>, condition: string, more: Record<string, string> = {}) => {
        const names = Object.keys(attributes);
        return ifAllowed(
            client.send(
                new UpdateItemCommand({
                    TableName,
                    Key: { id: { S: id } },
                    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
                    ConditionExpression: condition,
                    ExpressionAttributeNames: namesOf([...names, ...(condition.match(/(?<=#)\w+/g) ?? [])]),
                    ExpressionAttributeValues: itemOf({ ...attributes, ...more }, ":"),
                }),
            ),
        );
    };
    const read = async (id: string) => (await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }))).Item;

    return {
        claim: (claim, now) =>
            ifAllowed(
                client.send(
                    new PutItemCommand({
                        TableName,
                        Item: itemOf({ ...claim, state: "InProgress" }),
                        ConditionExpression: "attribute_not_exists(#id) OR #state = :released OR (#state = :inProgress AND #claimedUntil <= :now)",
                        ExpressionAttributeNames: namesOf(["id", "state", "claimedUntil"]),
                        ExpressionAttributeValues: itemOf({ released: "Released", inProgress: "InProgress", now }, ":"),
                    }),
                ),
            ),
        find: async (id) => valuesOf(await read(id)) as Entry | undefined,
        settle: (id, claim, settlement) => update(id, { ...settlement }, "#claim = :own", { own: claim }),
        advance: (id, position, expiresAt) =>
            update(id, { ...position, expiresAt }, "attribute_not_exists(#id) OR #phase < :phase OR (#phase = :phase AND #modified < :modified)"),
        furthest: async (id) => valuesOf(await read(id)) as Position | undefined,
    };
}

/** False where the condition did not hold; every other error escapes. */
export async function ifAllowed(call: Promise<unknown>): Promise<boolean> {
    try {
        await call;
        return true;
    } catch (error) {
        if ((error as Error).name === "ConditionalCheckFailedException") {
            return false;
        }
        throw error;
    }
}

function namesOf(names: readonly string[]): Record<string, string> {
    return Object.fromEntries(names.map((name) => [`#${name}`, name]));
}

export function itemOf(values: { readonly [name: string]: string | number }, prefix = ""): Record<string, Value> {
    return Object.fromEntries(
        Object.entries(values).map(([name, value]): [string, Value] => [prefix + name, typeof value === "number" ? { N: `${value}` } : { S: value }]),
    );
}

export function valuesOf(item: { readonly [name: string]: { readonly S?: string; readonly N?: string } } | undefined): object | undefined {
    return item && Object.fromEntries(Object.entries(item).map(([name, { S, N }]) => [name, N === undefined ? S : Number(N)]));
}
