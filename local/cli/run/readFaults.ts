import { checkFault, type Fault, FAULT_NAMES, type FaultName, faultRow } from "../../aws";
import { MisuseError } from "../shared/errors";

/** Texts that are the faults' names, numbers otherwise. */
const NUMBER = /^\d+$/;

/**
 * Reads `--fault NAME[:RESOURCE][,MEMBER=VALUE]…`. The resource may be an ARN.
 *
 * @throws MisuseError for a fault or a member that there is not.
 */
export function readFaults(texts: readonly string[]): Fault[] {
    return texts.map((text) => {
        const [head = "", ...members] = text.split(",");
        const [, name = "", resource] = /^([^:]*)(?::(.*))?$/.exec(head)!;
        const given = members.map((member) => {
            const [, key, value] = /^(\w+)=(.+)$/.exec(member) ?? [];
            if (key === undefined) {
                throw new MisuseError(`--fault ${text}: members must be MEMBER=VALUE, got ${JSON.stringify(member)}`);
            }
            return [key, NUMBER.test(value!) ? Number(value) : value];
        });
        const fault = { ...Object.fromEntries(given), fault: name as FaultName, ...(resource === undefined ? {} : { resource }) } as Fault;
        try {
            checkFault(fault);
        } catch (error) {
            throw new MisuseError(`--fault ${text}: ${withoutName(error as Error)}${exampleFor(fault, head)}`);
        }
        return fault;
    });
}

/** What is wrong with a fault, without its name, which the option has. */
export const withoutName = ({ message }: Error): string => message.replace(/^Fault ("\w+": )?/, "");

/** What to type where members that the fault needs are missing; "" where none is. */
function exampleFor(fault: Fault, head: string): string {
    if (!FAULT_NAMES.includes(fault.fault)) {
        return "";
    }
    const missing = Object.entries(faultRow(fault.fault).members).filter(([name, { test }]) => !(name in fault) && !test(undefined));
    const example = [head, ...missing.map(([name, { choose }]) => `${name}=${choose(() => 0)}`)].join(",");
    return missing.length === 0 ? "" : `. Example: --fault ${example}`;
}
