import assert from "node:assert/strict";

import { LocalAws, type LocalAwsResults } from "../../local/aws";
import { type Grant, grantsOf, withoutGrant } from "../../local/aws/faults";
import { VirtualClock } from "../../local/clock";
import { type Graph, resourcesOfType } from "../../local/engine";
import { devStack, sampleEvent, sampleEventNames, withoutReconciler } from "../support/devStack";
import { ofAnotherJob, type StatusEvent } from "../support/jobs";
import { loseChanges, loseStuckJob } from "../support/lostChanges";

/** What happens to a stack in which each function's process dies three times in a row, so that everything that a role grants is needed. */
async function play(graph: Graph, work: (aws: LocalAws, clock: VirtualClock) => Promise<void>): Promise<LocalAwsResults> {
    const clock = new VirtualClock(Date.UTC(2026, 10, 23));
    const aws = await LocalAws.create({ graph, clock });
    try {
        for (const { outputs } of resourcesOfType(graph, "aws:lambda/function:Function")) {
            for (const invocation of [1, 2, 3]) {
                aws.inject({ fault: "crash", resource: String(outputs.name), afterCall: 0, invocation });
            }
        }
        await work(aws, clock);
        return aws.results();
    } finally {
        await aws.close();
    }
}

const without = (graph: Graph, names: RegExp): Graph => ({ ...graph, resources: graph.resources.filter(({ name }) => !names.test(name)) });

/** Every sample event. Without the digest's schedule, which would run some hundred times meanwhile. */
const everyReaction = (graph: Graph) =>
    play(without(withoutReconciler(graph), /-digest-(schedule|target)$/), async (aws, clock) => {
        // Of a rule with a single sample, the first delivery fails three times in a row, the second is handled, the third is a repeat.
        // Two minutes apart, so that each message is sent at once.
        for (const name of [1, 2, 3].flatMap(() => sampleEventNames())) {
            aws.putEvent(sampleEvent(name));
            await clock.run();
            await clock.run(clock.now() + 2 * 60_000);
        }
        await moreAtOnce(aws, clock);
    });

const everyDigest = (graph: Graph) => play(withoutReconciler(graph), moreAtOnce);

/** More at once than may be sent: the rest waits for the digest, and every function has a message that waits. */
async function moreAtOnce(aws: LocalAws, clock: VirtualClock): Promise<void> {
    for (const number of [1, 2, 3, 4]) {
        sampleEventNames().forEach((name) => aws.putEvent(ofAnotherJob(sampleEvent(name) as StatusEvent, `${number}`, `${name}-${number}`)));
    }
    await clock.run();
}

/** Ticks that die three times in a row, and then find what there is to find and to report. */
const everyTick = (graph: Graph) =>
    play(graph, async (aws, clock) => {
        const startMs = clock.now();
        // After the tick that died: the first one that lives looks back one interval.
        clock.schedule(startMs + 16 * 60_000, () => {
            loseChanges(aws, clock.now());
            loseStuckJob(aws, clock.now());
        });
        await clock.run(startMs + 46 * 60_000);
    });

const matches = (pattern: string, arn: string) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(arn);
const say = ({ role, action, resources }: Grant) => `${role} ${action} ${resources.join(" ")}`;

for (const [what, owned, everythingOf] of [
    ["the roles of the reactions", /^(?!reconciler-|job-status-digest-)/, everyReaction],
    ["the role of the digest", /^job-status-digest-/, everyDigest],
    ["the role of the reconciler", /^reconciler-/, everyTick],
] as const) {
    describe(what, () => {
        let graph: Graph;
        /** Name of a function → name of its role. */
        let roles: Map<string, string>;
        let grants: Grant[];

        before(async () => {
            graph = await devStack("update");
            grants = grantsOf(graph).filter(({ role }) => owned.test(role));
            roles = new Map(
                resourcesOfType(graph, "aws:lambda/function:Function").map(({ outputs }) => [
                    String(outputs.name),
                    String(outputs.role).split("/").at(-1)!,
                ]),
            );
        });

        const unused = ({ apiCalls }: LocalAwsResults, granted: readonly Grant[]) =>
            granted.filter(
                ({ role, action, resources }) =>
                    !resources.every((pattern) =>
                        apiCalls.some((call) => roles.get(call.function) === role && call.action === action && matches(pattern, call.resource)),
                    ),
            );
        const denied = ({ apiCalls }: LocalAwsResults) =>
            apiCalls.filter((call) => call.decision !== "allow" && owned.test(roles.get(call.function)!));

        it("grant what is needed and nothing else", async () => {
            const result = await everythingOf(graph);
            assert.deepEqual([denied(result), result.findings.filter(({ kind }) => kind === "refused")], [[], []]);
            const idle = { ...grants[0]!, action: "sqs:PurgeQueue" };
            assert.deepEqual(unused(result, [...grants, idle]).map(say), [say(idle)]);
        });

        it("cannot do without any of their actions: each that is taken away is denied and seen", async function () {
            this.timeout(900_000);
            // Each round takes one action from every role.
            const rounds = new Map<number, Grant[]>();
            for (const [index, grant] of grants.entries()) {
                const before = grants.slice(0, index).filter(({ role }) => role === grant.role).length;
                rounds.set(before, [...(rounds.get(before) ?? []), grant]);
            }
            for (const taken of rounds.values()) {
                const result = await everythingOf(taken.reduce(withoutGrant, graph));
                const missed = taken.filter(
                    ({ role, action }) => !denied(result).some((call) => roles.get(call.function) === role && call.action === action),
                );
                assert.deepEqual(missed.map(say), []);
                const unread = result.findings
                    .filter(({ message }) => message.startsWith("No one can read the logs of the function"))
                    .map(({ subject }) => roles.get(subject.split(":").at(-1)!));
                assert.deepEqual(taken.filter(({ role, action }) => action.startsWith("logs:") && !unread.includes(role)).map(say), []);
            }
        });
    });
}
