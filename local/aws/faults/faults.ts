import type { CrashPoint, Fault } from "./fault";
import type { Strikes } from "./row";
import { FAULT_NAMES, type FaultName, faultRow, FAULTS } from "./table";

/** Names of what the program has, by what a fault can strike. */
export type Struck = Readonly<Partial<Record<Strikes, readonly string[]>>>;

/** When what a deployment creates is there, by {@link absence}. */
export type Creation = ReadonlyMap<string, number>;

/** What a resource that is not there yet is like: a fault, and what the fault strikes. */
export const absence = (fault: FaultName, struck: string): string => `${fault} ${struck}`;

/** A fault of a run, with its number, and how often it has struck. */
interface Active {
    readonly fault: Fault;
    readonly number: number;
    struck: number;
    /** What it has struck. */
    readonly struckOn: Set<string>;
    /** Invocations before the one that crashes. */
    before: number;
    /** Whether someone has ended it. */
    isOver: boolean;
    /** Of a deployment, in epoch milliseconds. */
    readonly creation: Creation;
}

/** Takes down that a fault struck: its number, what it struck, and the event. */
export type OnStruck = (number: number, fault: Fault, resource: string, event: string | undefined) => void;

const whole = { allowed: "a whole number from 1", test: (value: unknown) => value === undefined || (Number.isInteger(value) && Number(value) > 0) };
const instant = { allowed: "a time in milliseconds since 1970", test: (value: unknown) => value === undefined || Number.isFinite(value) };
const COMMON = { fromMs: instant, toMs: instant, times: whole };

/** The faults of a run. Whoever may be struck asks. */
export class Faults {
    private readonly byName = new Map<FaultName, Active[]>();
    private count = 0;

    /**
     * @param nowMs Gives the virtual time in milliseconds.
     * @param onStruck Is called whenever a fault strikes. @default no one asks
     */
    constructor(
        private readonly nowMs: () => number,
        private readonly onStruck: OnStruck = () => {},
    ) {}

    /**
     * Adds a fault.
     *
     * @param creation Of the fault `up`: when each resource is there, in epoch milliseconds.
     * @returns Its number.
     * @throws Error for a resource that is not in the program, and for a member that does not fit the table {@link FAULTS}.
     */
    add(fault: Fault, struck: Struck, creation: Creation = new Map()): number {
        checkFault(fault);
        const names = struck[faultRow(fault.fault).strikes];
        if (names !== undefined && fault.resource !== undefined && !names.some((name) => isNamed(fault, name))) {
            const all = [...new Set(names.map(nameIn))].join(", ") || "none";
            throw new Error(`Fault "${fault.fault}": resource must be one of ${all}, got ${JSON.stringify(fault.resource)}`);
        }
        const active = {
            fault,
            number: this.count++,
            struck: 0,
            struckOn: new Set<string>(),
            before: (fault.invocation ?? 1) - 1,
            isOver: false,
            creation,
        };
        this.byName.set(fault.fault, [...(this.byName.get(fault.fault) ?? []), active]);
        return active.number;
    }

    /** Ends a fault by its number. @returns it, or undefined if there is none that is on. */
    end(number: number): Fault | undefined {
        const found = [...this.byName.values()].flat().find((each) => each.number === number && !each.isOver);
        if (found !== undefined) {
            found.isOver = true;
        }
        return found?.fault;
    }

    /** The faults that are on, or will be. */
    active(): { readonly number: number; readonly fault: Fault; readonly struck: number }[] {
        const nowMs = this.nowMs();
        const isOn = ({ fault: { toMs = Infinity, times = Infinity }, struck, isOver }: Active) => !isOver && nowMs < toMs && struck < times;
        return [...this.byName.values()]
            .flat()
            .filter(isOn)
            .map(({ number, fault, struck }) => ({ number, fault, struck }));
    }

    /** The fault of this kind that a resource has now. */
    now(name: FaultName, resource: string): Fault | undefined {
        return (this.find(name, resource) ?? this.deploymentWithout(name, resource))?.fault;
    }

    /** The fault of this kind that a resource has now, which thereby strikes. @param event Id of the event that it strikes. */
    strike(name: FaultName, resource: string, event?: string, fits: (fault: Fault) => boolean = () => true): Fault | undefined {
        // What asks for it throws where it strikes; a function that only lacks its settings does not.
        const found = this.find(name, resource, fits) ?? (name === "removeInvokeConfig" ? undefined : this.deploymentWithout(name, resource));
        if (found !== undefined) {
            found.struck++;
            found.struckOn.add(resource);
            this.onStruck(found.number, found.fault, resource, event);
        }
        return found?.fault;
    }

    /** The deployment in which a resource is not there yet, where that is like this fault. */
    private deploymentWithout(name: FaultName, resource: string): Active | undefined {
        return this.byName.get("up")?.find((each) => this.isNow(each) && (each.creation.get(absence(name, resource)) ?? 0) > this.nowMs());
    }

    /** Where the next invocation of a function crashes; undefined if it does not. Counts the invocation. */
    crashPoint(arn: string, event?: string): CrashPoint | undefined {
        const mine = (this.byName.get("crash") ?? []).filter((each) => this.isNow(each) && isNamed(each.fault, arn) && each.before >= 0);
        const due = mine.find(({ before }) => before === 0);
        for (const each of mine) {
            each.before--;
        }
        if (due !== undefined) {
            this.onStruck(due.number, due.fault, arn, event);
        }
        return due?.fault.afterCall;
    }

    private find(name: FaultName, resource: string, fits: (fault: Fault) => boolean = () => true): Active | undefined {
        // Each function once, also where the fault names none.
        const isDone = ({ struckOn }: Active) => name === "breakOnce" && struckOn.has(resource);
        return this.byName.get(name)?.find((each) => this.isNow(each) && !isDone(each) && isNamed(each.fault, resource) && fits(each.fault));
    }

    private isNow({ fault: { fromMs = -Infinity, toMs = Infinity, times = Infinity }, struck, isOver }: Active): boolean {
        const nowMs = this.nowMs();
        return !isOver && fromMs <= nowMs && nowMs < toMs && struck < times;
    }
}

/** @throws Error for a fault that is not in {@link FAULTS}, and for a member that it cannot have. */
export function checkFault(fault: Fault): void {
    if (!Object.hasOwn(FAULTS, fault.fault)) {
        throw new Error(`Fault must be one of ${FAULT_NAMES.join(", ")}, got ${JSON.stringify(fault.fault)}`);
    }
    const { members } = faultRow(fault.fault);
    const given = fault as unknown as Readonly<Record<string, unknown>>;
    for (const [member, { allowed, test }] of Object.entries({ ...COMMON, ...members })) {
        if (!test(given[member])) {
            throw new Error(`Fault "${fault.fault}": ${member} must be ${allowed}, got ${JSON.stringify(given[member])}`);
        }
    }
    const known = ["fault", "resource", ...Object.keys(COMMON), ...Object.keys(members)];
    const unknown = Object.keys(given).find((member) => !known.includes(member));
    if (unknown !== undefined) {
        throw new Error(`Fault "${fault.fault}": members must be among ${known.slice(1).join(", ")}, got ${JSON.stringify(unknown)}`);
    }
}

export const nameIn = (arn: string): string => arn.split(/[:/]/).at(-1)!;

function isNamed({ resource }: Fault, arn: string): boolean {
    return resource === undefined || resource === arn || resource === nameIn(arn);
}
