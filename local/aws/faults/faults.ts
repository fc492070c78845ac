import { type CrashPoint, type Fault, type FaultOf, FAULTS } from "./fault";

/** Names of what the program has, by what a fault can strike. */
export type Struck = Readonly<Record<"function" | "table", readonly string[]>>;

/** The faults of a run. Whoever may be struck asks. */
export class Faults {
    private readonly all: Fault[] = [];
    private readonly crashes: { fault: FaultOf<"crash">; before: number }[] = [];

    /** @param nowMs Gives the virtual time in milliseconds. */
    constructor(private readonly nowMs: () => number) {}

    /**
     * Adds a fault.
     *
     * @throws Error for a resource that is not in the program, and for a member that does not fit the table {@link FAULTS}.
     */
    add(fault: Fault, struck: Struck): void {
        const row = FAULTS[fault.fault];
        const refuse = (member: string, allowed: string, got: unknown) =>
            new Error(`Fault "${fault.fault}": ${member} must be ${allowed}, got ${JSON.stringify(got)}`);
        if (row === undefined) {
            throw new Error(`Fault: fault must be one of ${Object.keys(FAULTS).join(", ")}, got ${JSON.stringify(fault.fault)}`);
        }
        if (row.edit !== undefined) {
            throw new Error(`Fault "${fault.fault}": it is a mistake in the program, so it must be there when the account is made`);
        }
        const names = row.strikes === "function" || row.strikes === "table" ? struck[row.strikes] : undefined;
        if (names !== undefined && !names.some((name) => isNamed(fault, name))) {
            throw refuse("resource", `one of ${[...new Set(names.map(nameIn))].join(", ") || "none"}`, fault.resource);
        }
        for (const [member, { allowed, test }] of Object.entries(row.members)) {
            const value = (fault as unknown as Record<string, unknown>)[member];
            if (!test(value)) {
                throw refuse(member, allowed, value);
            }
        }
        if (fault.fault === "crash") {
            this.crashes.push({ fault, before: (fault.invocation ?? 1) - 1 });
        } else {
            this.all.push(fault);
        }
    }

    /** The fault of this kind that a resource has now. */
    now<Name extends "throttle" | "interrupt" | "table">(name: Name, arn: string): FaultOf<Name> | undefined {
        const nowMs = this.nowMs();
        const found = this.all.find(
            (each) => each.fault === name && "fromMs" in each && each.fromMs <= nowMs && nowMs < each.toMs && isNamed(each, arn),
        );
        return found as FaultOf<Name> | undefined;
    }

    /** Where the next invocation of a function crashes; undefined if it does not. Counts the invocation. */
    crashPoint(arn: string): CrashPoint | undefined {
        const mine = this.crashes.filter(({ fault }) => isNamed(fault, arn));
        const due = mine.find(({ before }) => before === 0);
        for (const each of mine) {
            each.before--;
        }
        return due?.fault.afterCall;
    }
}

const nameIn = (arn: string) => arn.split(/[:/]/).at(-1)!;

function isNamed({ resource }: Fault, arn: string): boolean {
    return resource === arn || resource === nameIn(arn);
}
