import { KINDS, type Kind, type KindRow } from "../../../catalog";
import type { Aws, Reaction, RuleFound, Tick } from "../../../functions/reconciler/types";
import type { Fields } from "../../../functions/shared/fields";
import { identityOf, type Position } from "../../../functions/shared/identity";
import { claimId, type Entry } from "../../../functions/shared/ledgerTable";
import { parseEvent } from "../../../functions/shared/parseEvent";
import { compileRules } from "../../../models/eventPattern";
import { jobStatusPattern } from "../../../models/jobStatusPattern";

export const START = Date.UTC(2026, 10, 23, 9);
export const MINUTE = 60_000;
export const EVERY = 15 * MINUTE;

const awsError = (name: string, message = name) => Object.assign(new Error(message), { name });

const arnOf = (row: KindRow, path: string) => `arn:aws:sagemaker:us-east-1:111122223333:${row.arnResource}/${path.toLowerCase()}`;

/** A reaction to one kind. */
export function reactionTo(
    kind: Kind,
    args: { statuses?: readonly string[]; where?: object; functionName?: string; identity?: readonly string[] } = {},
): Reaction {
    const row: KindRow = KINDS[kind];
    const pattern = jobStatusPattern({
        kind,
        ...(args.statuses && { statuses: args.statuses as never }),
        ...(args.where && { where: args.where as never }),
    });
    const match = compileRules([{ name: "rule", pattern }]);
    return {
        functionName: args.functionName ?? `on-${kind}`,
        row,
        identity: args.identity ?? row.identity,
        pattern,
        matches: (event) => match(event).length > 0,
    };
}

const COMPLETED: Entry = { state: "Completed", claim: "1", claimedUntil: 0, outcome: "handled", completedAt: 0 };

/** What an invocation of a reaction got. */
export interface Invoked {
    readonly functionName: string;
    readonly event: {
        readonly id: string;
        readonly time: string;
        readonly resources: string[];
        readonly detail: Fields;
        readonly [field: string]: unknown;
    };
}

/**
 * SageMaker, the ledger's table and what else a tick calls, in memory. A reaction that is invoked, or that gets the event of `cameFor`, has its entry in the ledger.
 */
export class FakeAws implements Aws {
    nowMs = START;
    readonly resources = new Map<string, Fields & { CreationTime: Date; LastModifiedTime?: Date }>();
    readonly ledger = new Map<string, Entry>();
    /** How far the ledger knows every resource to be. */
    position: Position | undefined;
    readonly kept = new Map<string, string>();
    readonly invoked: Invoked[] = [];
    readonly published: { topic: string; subject: string; message: string }[] = [];
    readonly calls: Record<string, number> = {};
    readonly rules = new Map<string, RuleFound>();
    readonly topics = new Map<string, { arn: string; protocol: string; endpoint: string }[]>();
    readonly queues = new Map<string, number>();
    /** Called before each call: throws what AWS answers in place of it. */
    fails: (call: string, subject: string) => void = () => {};
    /** Whether invoked reactions do their work at once. */
    handles = true;

    /** Makes or changes a training job. */
    job(name: string, fields: Fields = {}, modifiedMs = this.nowMs): void {
        this.put("TrainingJob", name, { TrainingJobStatus: "Failed", SecondaryStatus: "Failed", ...fields }, modifiedMs);
    }

    put(kind: Kind, path: string, fields: Fields, modifiedMs = this.nowMs): void {
        const row: KindRow = KINDS[kind];
        const arn = arnOf(row, path);
        const before = this.resources.get(arn);
        this.resources.set(arn, {
            [row.describe.input]: path,
            [`${kind}Arn`]: arn,
            ...before,
            CreationTime: before?.CreationTime ?? new Date(modifiedMs - MINUTE),
            ...(kind === "Algorithm" || kind === "ModelPackage" ? {} : { LastModifiedTime: new Date(modifiedMs) }),
            ...fields,
        });
    }

    /** SageMaker's own event of a job came to a reaction, which has completed it, or has left what is given. */
    cameFor({ functionName, row }: Reaction, name: string, state: Partial<Entry> = {}): void {
        const job = [...this.resources.values()].find((fields) => fields[row.describe.input] === name)!;
        const arn = String(job[`${row.kind}Arn`]);
        const identified = JSON.stringify([arn, job.CreationTime.getTime(), String(job.TrainingJobStatus).toLowerCase(), job.SecondaryStatus]);
        this.ledger.set(claimId(functionName, identified), { ...COMPLETED, ...state });
    }

    list = async (row: KindRow, input: Fields) => {
        this.call("list", row.kind);
        const has = (fields: Fields) => Object.hasOwn(fields, `${row.kind}Arn`);
        const after = (value: unknown, limit: unknown) => limit === undefined || (value as Date).getTime() > (limit as Date).getTime();
        const before = (value: unknown, limit: unknown) => limit === undefined || (value as Date).getTime() < (limit as Date).getTime();
        const all = [...this.resources.values()]
            .filter(
                (fields) =>
                    has(fields) && after(fields.CreationTime, input.CreationTimeAfter) && before(fields.CreationTime, input.CreationTimeBefore),
            )
            .filter((fields) => after(fields.LastModifiedTime, input.LastModifiedTimeAfter))
            .filter((fields) => input.StatusEquals === undefined || fields[row.statusField] === input.StatusEquals)
            .sort((one, other) => one.CreationTime.getTime() - other.CreationTime.getTime());
        const from = Number(input.NextToken ?? 0);
        const to = from + Number(input.MaxResults ?? 10);
        // A summary has no more than this.
        const members = [
            `${row.kind}Arn`,
            row.describe.input,
            row.statusField,
            "SecondaryStatus",
            "ModelApprovalStatus",
            "CreationTime",
            "LastModifiedTime",
        ];
        const summaries = all
            .slice(from, to)
            .map((fields) => Object.fromEntries(members.flatMap((each) => (each in fields ? [[each, fields[each]]] : []))));
        return { summaries, next: to < all.length ? String(to) : undefined };
    };

    describe = async (row: KindRow, input: { readonly [parameter: string]: string }) => {
        this.call("describe", row.kind);
        const asked = String(Object.values(input)[0]);
        return this.resources.get(asked.startsWith("arn:") ? asked : arnOf(row, asked));
    };

    tags = async (arn: string) => {
        this.call("tags", arn);
        return [{ Key: "owner", Value: "dana" }];
    };

    find = async (id: string) => {
        this.call("find", id);
        return this.ledger.get(id);
    };

    furthest = async (id: string) => {
        this.call("furthest", id);
        return this.position;
    };

    invoke = async (functionName: string, event: object) => {
        this.call("invoke", functionName);
        const invoked = { functionName, event } as Invoked;
        this.invoked.push(invoked);
        if (this.handles) {
            this.take(invoked);
        }
    };

    /** The ledger of a reaction gets the event that it was invoked with. */
    take({ functionName, event }: Invoked, state: Partial<Entry> = {}): void {
        const row = Object.values<KindRow>(KINDS).find(({ kind }) => `${kind}Arn` in event.detail)!;
        const identified = identityOf(row, row.identity, parseEvent(row, event), this.resources.get(String(event.resources[0])));
        this.ledger.set(claimId(functionName, identified ?? JSON.stringify(event.id)), { ...COMPLETED, ...state });
    }

    read = async (keys: readonly string[]) => {
        const found = new Map<string, unknown>();
        for (const key of keys) {
            this.call("read", key);
            const text = this.kept.get(key);
            if (text !== undefined) {
                found.set(key, JSON.parse(text) as unknown);
            }
        }
        return found;
    };

    keep = async (values: ReadonlyMap<string, unknown>) => {
        [...values.keys()].forEach((key) => this.call("keep", key));
        values.forEach((value, key) => this.kept.set(key, JSON.stringify(value)));
    };

    rule = async (name: string) => {
        this.call("rule", name);
        return this.rules.get(name);
    };

    subscriptions = async (arn: string) => {
        this.call("subscriptions", arn);
        return this.topics.get(arn) ?? [];
    };

    messages = async (url: string) => {
        this.call("messages", url);
        return this.queues.get(url) ?? 0;
    };

    publish = async (topic: string, subject: string, message: string) => {
        this.call("publish", topic);
        this.published.push({ topic, subject, message });
    };

    private call(name: string, subject: string): void {
        this.calls[name] = (this.calls[name] ?? 0) + 1;
        this.fails(name, subject);
    }
}

/** Throws an error of AWS for one kind of call. */
export const failing =
    (call: string, name: string, of = "") =>
    (made: string, subject: string) => {
        if (made === call && subject.includes(of)) {
            throw awsError(name);
        }
    };

/** A tick at the time of `aws`. */
export function tickOf(aws: FakeAws, isOver: () => boolean = () => false): Tick & { readonly lines: object[] } {
    const lines: object[] = [];
    return { aws, nowMs: aws.nowMs, dueMs: aws.nowMs, everyMs: EVERY, keys: "@reconciler#", isOver, log: (line) => void lines.push(line), lines };
}
