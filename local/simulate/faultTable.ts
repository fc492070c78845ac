import { FAULT_NAMES, faultRow } from "../aws";

/** Names of what a fault strikes, for people. */
const STRIKES: Readonly<Record<string, string>> = {
    stack: "the whole program",
    schedule: "rule with a schedule",
    target: "target of a rule",
    channel: "function of a channel",
    describe: "call, such as DescribeTrainingJob",
    event: "kind of event, such as TrainingJob",
};

/** A fault in words. */
export interface FaultText {
    readonly name: string;
    readonly strikes: string;
    readonly does: string;
    readonly members: readonly string[];
    readonly net: string;
    /** Name of a policy. */
    readonly refusedBy: string | undefined;
}

/** What each fault strikes and does, its members, what takes care of the events, and which policy refuses it. */
export const faultRows = (): FaultText[] =>
    FAULT_NAMES.map((name) => {
        const { strikes, does, members, net, refusedBy } = faultRow(name);
        return { name, strikes: STRIKES[strikes] ?? strikes, does, members: Object.keys(members), net, refusedBy };
    });

/** The faults as a table of Markdown. */
export function faultTable(): string {
    const code = (text: string) => `\`${text}\``;
    const rows = faultRows().map(({ name, strikes, does, members, net, refusedBy }) => {
        return [code(name), strikes, does, members.map(code).join(", "), net, refusedBy === undefined ? "" : code(refusedBy)];
    });
    const lines = [["fault", "strikes", "does", "members", "taken care of by", "refused by"], ["---", "---", "---", "---", "---", "---"], ...rows];
    return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
