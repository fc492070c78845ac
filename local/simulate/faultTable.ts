import { FAULT_NAMES, faultRow } from "../aws";

/** Names of what a fault strikes, for people. */
const STRIKES: Readonly<Record<string, string>> = {
    stack: "the whole program",
    schedule: "rule with a schedule",
    target: "target of a rule",
    describe: "call, such as DescribeTrainingJob",
    event: "kind of event, such as TrainingJob",
};

/** The faults as a table of Markdown: what each strikes and does, its members, and what takes care of the events, and which policy refuses it. */
export function faultTable(): string {
    const rows = FAULT_NAMES.map((name) => {
        const { strikes, does, members, net, refusedBy } = faultRow(name);
        return [
            `\`${name}\``,
            STRIKES[strikes] ?? strikes,
            does,
            Object.keys(members)
                .map((member) => `\`${member}\``)
                .join(", "),
            net,
            refusedBy === undefined ? "" : `\`${refusedBy}\``,
        ];
    });
    const lines = [["fault", "strikes", "does", "members", "taken care of by", "refused by"], ["---", "---", "---", "---", "---", "---"], ...rows];
    return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
