import { KIND_NAMES } from "../../catalog";
import { type Fault, FAULT_NAMES, type FaultName, faultRow } from "../aws";
import { explain } from "../cli/why/explain";
import { kindOf } from "../cli/kinds/sheet";
import type { SourcedEvent } from "../cli/shared/readEvents";
import type { DescribedResource } from "../cli/run/readResources";
import { LIFECYCLES } from "../sageMaker/lifecycles";
import { parseScenario } from "../sageMaker/scenario";
import { asNewJob } from "./newJob";
import type { ActiveFault, FaultChoice, Letter, PlayChoices, Played, Story } from "./protocol";
import { BadRequest, eventOf, type Routes, textOf } from "./routes";
import type { World } from "./world";

/** Faults that belong together, with an event to see them at work. */
export const STORIES: readonly (Story & { readonly faults: readonly Fault[] })[] = [
    {
        name: "A handler throws",
        shows: "Lambda runs it three times, then the failure queue has the event and its alarm goes off.",
        event: "TrainingJob.failed",
        faults: [{ fault: "breakHandler" }],
    },
    {
        name: "A permission is missing",
        shows: "EventBridge may not invoke the functions. The dead-letter queue has the event and its alarm goes off.",
        event: "TrainingJob.failed",
        faults: [{ fault: "removePermissions" }],
    },
    {
        name: "A queue policy is missing",
        shows: "EventBridge may not invoke the functions, and may not write to the dead-letter queue either: the event is lost, and only an alarm says so.",
        event: "TrainingJob.failed",
        faults: [{ fault: "removePermissions" }, { fault: "dropQueuePolicy" }],
    },
    {
        name: "SageMaker does not send an event",
        shows: "No rule, queue or alarm sees it. The reconciler finds it on one of its next runs, if the program has one.",
        event: "TrainingJob.failed",
        faults: [{ fault: "loseEvents", times: 1 }],
    },
    {
        name: "An event comes three times",
        shows: "The ledger ignores the repeats, if the program has one.",
        event: "TrainingJob.failed",
        faults: [{ fault: "repeatEvents", copies: 3, times: 1 }],
    },
    {
        name: "The table fails",
        shows: "Handlers that only inform go on without the ledger. Others throw, and the failure queue has the event.",
        event: "TrainingJob.failed",
        faults: [{ fault: "table", code: "unavailable" }],
    },
];

export interface PlayArgs {
    readonly world: () => World;
    readonly samples: readonly SourcedEvent[];
    readonly resources: readonly DescribedResource[];
    /** Starts the clock. */
    readonly start: () => void;
}

/** What a page can do with the local AWS, and what it needs to offer it. */
export function playRoutes(args: PlayArgs): Pick<Routes, "get" | "post"> {
    const { world } = args;
    let played = 0;
    const play = (event: object, isNew: boolean): Played => {
        played++;
        return putEvent(args, isNew ? asNewJob(event, args.resources, { number: played, nowMs: world().clock.now() }) : { event, resources: [] });
    };
    return {
        get: {
            "/api/choices": () => choicesOf(args),
            "/api/faults": () => activeFaults(world()),
            "/api/letters": (query) => lettersIn(world(), query.get("node") ?? ""),
        },
        post: {
            "/api/play": (body) => {
                const result = play(eventOf(body), body.asNewJob === true);
                args.start();
                return result;
            },
            "/api/story": (body) => {
                const story = STORIES.find(({ name }) => name === body.name);
                if (story === undefined) {
                    throw new BadRequest(`name must be one of ${STORIES.map(({ name }) => name).join(", ")}, got ${JSON.stringify(body.name)}`);
                }
                story.faults.forEach((fault) => world().aws.inject(fault));
                const result = play(args.samples.find(({ name }) => name === story.event)!.event, true);
                args.start();
                return result;
            },
            "/api/job": (body) => {
                const { kind, name, ends } = body;
                world().aws.playScenario(scenarioOf({ at: 0, kind, name, ...(ends === undefined ? {} : { ends }) }));
                args.start();
            },
            "/api/why": (body) => explain(world().program.rules, "The event", eventOf(body)),
            "/api/fault": (body) => inject(world(), body),
            "/api/fault/end": (body) => ({ ended: world().aws.endFault(Number(body.number)) }),
            "/api/redrive": (body) => {
                const done = world().aws.redrive(textOf(body, "queue"), textOf(body, "id"));
                if (!done) {
                    throw new BadRequest("The message was not given to its function: it is gone, or the function does not take it");
                }
                args.start();
            },
            "/api/remove": (body) => ({ removed: world().aws.removeMessage(textOf(body, "queue"), textOf(body, "id")) }),
        },
    };
}

/** Sends an event as SageMaker does. */
function putEvent({ world }: PlayArgs, { event, resources }: { event: object; resources: readonly DescribedResource[] }): Played {
    const { aws } = world();
    const before = aws.facts().length;
    resources.forEach(({ kind, record, log }) => aws.sageMaker.put(kind, record, log));
    aws.sendEvent("id" in event ? event : { ...event, id: `event-${before}` });
    const offset = aws
        .facts()
        .slice(before)
        .findIndex(({ what }) => what === "event");
    return { event: offset < 0 ? null : before + offset };
}

function choicesOf({ world, samples }: PlayArgs): PlayChoices {
    const struck = world().aws.struck();
    return {
        samples: samples.map(({ name, event }) => ({ name, ...kindOf(event), event })),
        stories: STORIES.map(({ name, shows, event }) => ({ name, shows, event })),
        jobs: KIND_NAMES.map((kind) => ({ kind, ends: Object.keys(LIFECYCLES[kind].acts.create.ends) })),
        faults: FAULT_NAMES.map((name): FaultChoice => {
            const { does, strikes, members } = faultRow(name);
            return {
                name,
                does,
                resources: struck[strikes] ?? [],
                members: Object.entries(members).map(([member, { allowed }]) => ({ name: member, allowed })),
            };
        }),
    };
}

function inject(world: World, { fault, resource, members = {} }: Readonly<Record<string, unknown>>): { readonly number: number } {
    if (!FAULT_NAMES.includes(fault as FaultName)) {
        throw new BadRequest(`fault must be one of ${FAULT_NAMES.join(", ")}, got ${JSON.stringify(fault)}`);
    }
    const row = faultRow(fault as FaultName);
    // What no one chose is the first choice of the table.
    const chosen = Object.entries(row.members).map(([name, member]) => {
        const given = (members as Readonly<Record<string, string>>)[name] ?? "";
        return [name, given === "" ? member.choose(() => 0) : /^\d+$/.test(given) ? Number(given) : given] as const;
    });
    const made = Object.fromEntries(
        [...chosen, ["resource", resource === "" ? undefined : resource]].filter(([, value]) => value !== undefined),
    ) as object;
    try {
        return { number: world.aws.inject({ fault: fault as FaultName, ...made }) };
    } catch (error) {
        throw new BadRequest((error as Error).message);
    }
}

const activeFaults = ({ aws }: World): ActiveFault[] =>
    aws.activeFaults().map(({ number, fault, struck }) => ({
        number,
        name: fault.fault,
        does: faultRow(fault.fault).does,
        resource: fault.resource ?? null,
        struck,
    }));

function lettersIn({ aws, program }: World, node: string): Letter[] {
    const queue = aws.inventory().queues.find(({ arn }) => program.owners.byArn(arn)?.urn === node);
    return queue === undefined
        ? []
        : aws
              .results()
              .deadLetters.filter((letter) => letter.queue === queue.name)
              .map(({ queue: name, id, event, reason, body, sentMs }) => ({ queue: name, id, event, reason, body, sentMs }));
}

function scenarioOf(step: object) {
    try {
        return parseScenario({ steps: [step] });
    } catch (error) {
        throw new BadRequest((error as Error).message.replace(/^step 1: /, ""));
    }
}
