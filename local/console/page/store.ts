import { useLayoutEffect, useState } from "preact/hooks";

import type { MessageForm, ShownMessage, ShownMessages } from "../messageProtocol";
import type { Delta, GraphPicture, HistoryPart, NodeDetails, PlacedStep, Saved, Snapshot, Step } from "../protocol";

/** How long a node or an edge is lit when something happens there, and how far apart the steps of an event are, in milliseconds. */
const LIT_MS = 900;
const APART_MS = 140;
/** With more steps than this in one message, only figures change: no one could follow them. */
const MOST_LIT = 60;
/** How many steps a page keeps. */
const KEPT = 500;
/** How many lines a saved run shows of what happened at one node. */
const SHOWN_HERE = 200;

/** What the page shows. */
export interface View {
    readonly snapshot: Snapshot | undefined;
    readonly connected: boolean;
    /** Ids of nodes and edges at which something just happened. */
    readonly lit: ReadonlySet<string>;
    /** Id of the node whose details are shown. */
    readonly selected: string | null;
    /** The number of the event whose way is shown, and the ids of the nodes and edges on it. */
    readonly followed: number | null;
    readonly steps: readonly Step[];
    readonly way: ReadonlySet<string>;
    /** What went wrong with the last request. */
    readonly problem: string | null;
}

let view: View = { snapshot: undefined, connected: false, lit: new Set(), selected: null, followed: null, steps: [], way: new Set(), problem: null };
const listeners = new Set<() => void>();

export function update(change: Partial<View>): void {
    view = { ...view, ...change };
    listeners.forEach((listener) => listener());
}

export const current = (): View => view;

/** The view, again whenever it changes. */
export function useView(): View {
    const [, draw] = useState(0);
    // Not useEffect, which runs later: a message that comes meanwhile would be missed.
    useLayoutEffect(() => {
        const listener = () => draw((count) => count + 1);
        listeners.add(listener);
        return () => void listeners.delete(listener);
    }, []);
    return view;
}

/** The run that the file of this page has; undefined for a page of a server. */
const savedText = document.getElementById("saved")?.textContent;
const saved = savedText === undefined || savedText === null ? undefined : (JSON.parse(savedText) as Saved);
export const isSaved = saved !== undefined;

const savedSteps = saved === undefined ? [] : saved.steps.map((step) => stepOf(step, saved.snapshot.graph));

/** A saved step as a server would send it. */
function stepOf({ node, edge, ...step }: PlacedStep, { nodes, edges }: GraphPicture): Step {
    return { ...step, node: node === null ? null : nodes[node]!.id, edge: edge === null ? null : edges[edge]!.id };
}

/** What a server would answer, from a saved run. */
function savedAnswer(path: string, { snapshot, rows, coverage, messages }: Saved): unknown {
    const steps = savedSteps;
    const { pathname, searchParams } = new URL(path, "http://saved");
    const of = (name: string) => searchParams.get(name) ?? "";
    const eventsOf = (name: string) => new Set(rows.filter(({ job }) => job === name).map(({ n }) => n));
    switch (pathname) {
        case "/api/history":
            return { version: rows.length, rows: of("after") === "0" ? rows : [] } satisfies HistoryPart;
        case "/api/job": {
            const events = eventsOf(of("job"));
            return steps.filter(({ event }) => event !== null && events.has(event));
        }
        case "/api/steps":
            return steps.filter(({ event }) => event === Number(of("event")));
        case "/api/coverage":
            return coverage;
        case "/api/messages": {
            const shown = messages[of("form") as MessageForm];
            const events = searchParams.has("event") ? [Number(of("event"))] : searchParams.has("job") ? [...eventsOf(of("job"))] : undefined;
            const isAsked = (message: ShownMessage) => events === undefined || message.events.some(({ n }) => events.includes(n));
            return { ...shown, messages: shown.messages.filter(isAsked) } satisfies ShownMessages;
        }
        default: {
            const node = snapshot.graph.nodes.find(({ id }) => id === of("id"))!;
            const here = steps.filter((step) => step.node === node.id).map(({ atMs, text }) => `${new Date(atMs).toISOString()} ${text}`);
            const alarms = node.alarms.map(({ name, arn }) => `${snapshot.alarms[arn]}  ${name}`);
            return {
                id: node.id,
                title: node.name,
                type: node.what,
                arn: null,
                source: [],
                sections: [
                    ...(alarms.length === 0 ? [] : [{ title: "Alarms", text: alarms.join("\n") }]),
                    { title: "What happened here", text: here.slice(-SHOWN_HERE).join("\n") || "nothing" },
                ],
                parts: [],
            } satisfies NodeDetails;
        }
    }
}

/** Follows the stream of the server. The browser connects again by itself, and then gets everything again. */
export function connect(): void {
    if (saved !== undefined) {
        update({ snapshot: { ...saved.snapshot, steps: savedSteps.slice(-KEPT) }, connected: true });
        return;
    }
    const source = new EventSource("/api/stream");
    source.addEventListener("snapshot", (message) => {
        const snapshot = JSON.parse((message as MessageEvent<string>).data) as Snapshot;
        const isOther = view.snapshot !== undefined && view.snapshot.facts > snapshot.facts;
        update({ snapshot, connected: true, ...(isOther ? { followed: null, steps: [], way: new Set() } : {}) });
    });
    source.addEventListener("delta", (message) => take(JSON.parse((message as MessageEvent<string>).data) as Delta));
    source.addEventListener("error", () => update({ connected: false }));
}

function take({ clock, counts, alarms, steps, facts }: Delta): void {
    const { snapshot } = view;
    if (snapshot === undefined) {
        return;
    }
    update({
        connected: true,
        snapshot: {
            ...snapshot,
            clock,
            facts,
            counts: { ...snapshot.counts, ...counts },
            alarms: { ...snapshot.alarms, ...alarms },
            steps: joined(snapshot.steps, steps).slice(-KEPT),
        },
    });
    light(steps);
    const ofFollowed = steps.filter(({ event }) => event !== null && event === view.followed);
    if (ofFollowed.length > 0) {
        update({ steps: joined(view.steps, ofFollowed), way: new Set([...view.way, ...placesOf(ofFollowed)]) });
    }
}

/** Steps in order, each once: what a page asks for may come by the stream as well. */
const joined = (before: readonly Step[], after: readonly Step[]): Step[] => [
    ...new Map([...before, ...after].map((step) => [step.n, step])).values(),
];

const placesOf = (steps: readonly Step[]) => steps.flatMap(({ node, edge }) => [node, edge].filter((id) => id !== null));

function light(steps: readonly Step[]): void {
    if (steps.length > MOST_LIT) {
        return;
    }
    steps.forEach((step, index) => {
        const places = placesOf([step]);
        setTimeout(() => {
            update({ lit: new Set([...view.lit, ...places]) });
            setTimeout(() => update({ lit: new Set([...view.lit].filter((id) => !places.includes(id))) }), LIT_MS);
        }, index * APART_MS);
    });
}

/** Shows the way of an event, or of none. */
export async function follow(event: number | null): Promise<void> {
    if (event === null) {
        update({ followed: null, steps: [], way: new Set() });
        return;
    }
    update({ followed: event, steps: [], way: new Set() });
    const before = await get<Step[]>(`/api/steps?event=${event}`);
    // Others may have come by the stream meanwhile.
    const steps = joined(before, view.steps);
    if (view.followed === event) {
        update({ steps, way: new Set(placesOf(steps)) });
    }
}

async function answerOf<T>(response: Response): Promise<T> {
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok || answer.error !== undefined) {
        throw new Error(answer.error ?? `The server answered ${response.status}`);
    }
    return answer;
}

export const get = async <T>(path: string): Promise<T> => (saved === undefined ? answerOf<T>(await fetch(path)) : (savedAnswer(path, saved) as T));

export const post = async <T>(path: string, body: object): Promise<T> =>
    answerOf<T>(await fetch(path, { method: "POST", body: JSON.stringify(body) }));

/** Does something that may be refused, and shows the reason. */
export function attempt(work: () => Promise<unknown>): void {
    update({ problem: null });
    quietly(work);
}

/** Loads what no one has clicked for, so that the reason why something was refused stays. */
export function quietly(work: () => Promise<unknown>): void {
    work().catch((error: Error) => update({ problem: error.message }));
}
