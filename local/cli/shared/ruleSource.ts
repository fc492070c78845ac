import * as path from "node:path";
import type { Command } from "commander";

import { DEFAULT_BUS } from "../../../models/graph";
import { MisuseError } from "./errors";
import { readExportedState } from "./exportedState";
import { addProgramOptions, type RawProgramOptions, readProgramOptions } from "./programOptions";
import { readJsonFile } from "./readJsonFile";
import { isObject } from "./resourceValues";
import { readPattern, rulesOf, type SourcedRule } from "./rulesOf";

/** The options of a command that looks at rules, as commander parses them. */
export interface RawSourceOptions extends RawProgramOptions {
    state?: string;
    pattern?: string;
}

/** Rules and where they are from, for people: "the program sagemaker-job-status, stack dev". */
export interface RuleSet {
    readonly source: string;
    readonly rules: readonly SourcedRule[];
}

/** Adds the options that choose where rules come from: a program (the default), an exported state, or a file with patterns. */
export function addRuleSourceOptions(command: Command): Command {
    return addProgramOptions(command)
        .option("--state <file>", 'take the rules from a state that "pulumi stack export" wrote')
        .option("--pattern <file>", "take an event pattern, or several with names, as the rules");
}

/**
 * Reads the rules. A program is run by the embedded engine as in an update, so that names and ARNs are known.
 *
 * @param onProgress Called before what takes seconds.
 * @throws MisuseError for more than one source and for a file that can't be used; ProgramError if the program fails.
 */
export async function readRules(options: RawSourceOptions, onProgress: (message: string) => void): Promise<RuleSet> {
    const { state, pattern } = options;
    const ofProgram = (["program", "stack", "answers"] as const).filter((name) => options[name] !== undefined);
    const given = [
        ...ofProgram.map((name) => `--${name}`),
        ...((options.config ?? []).length > 0 ? ["--config"] : []),
        ...(state === undefined ? [] : ["--state"]),
        ...(pattern === undefined ? [] : ["--pattern"]),
    ];
    if (given.length > 1 && (state !== undefined || pattern !== undefined)) {
        throw new MisuseError(`rules come from one source: a program, --state or --pattern; got ${given.join(" and ")}`);
    }
    if (pattern !== undefined) {
        return { source: `the patterns of ${path.basename(pattern)}`, rules: readPatternFile(pattern) };
    }
    if (state !== undefined) {
        return { source: `the state ${path.basename(state)}`, rules: rulesOf(readExportedState(state)) };
    }
    const choice = readProgramOptions(options);
    onProgress("Running the program");
    const { runPhases } = require("./runPhases") as typeof import("./runPhases");
    const [graph] = await runPhases(choice, ["update"]);
    return { source: `the program ${graph!.project}, stack ${choice.stack}`, rules: rulesOf(graph!) };
}

/** Fields of an event: an object with one of them is a pattern, not a collection of named ones. */
const EVENT_FIELDS: ReadonlySet<string> = new Set([
    "version",
    "id",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "resources",
    "detail",
    "replay-name",
    "$or",
]);

/** One event pattern; or `{ "NAME": pattern, … }`; or `[{ "name": …, "pattern": … }, …]`. */
function readPatternFile(file: string): SourcedRule[] {
    const { text, value } = readJsonFile("--pattern", file);
    if (Array.isArray(value)) {
        const named = value.map((item: unknown) => {
            if (!isObject(item) || typeof item.name !== "string" || item.name === "" || item.pattern === undefined) {
                throw new MisuseError(`--pattern ${file}: a list must have objects with name and pattern, got ${JSON.stringify(item)?.slice(0, 60)}`);
            }
            return [item.name, item.pattern] as const;
        });
        return nonEmpty(file, named).map(([name, pattern]) => patternRule(name, pattern));
    }
    if (!isObject(value)) {
        throw new MisuseError(
            `--pattern ${file}: must be an event pattern, an object of patterns or a list of them, got ${text.trim().slice(0, 60)}`,
        );
    }
    const isCollection = Object.values(value).every(isObject) && !Object.keys(value).some((key) => EVENT_FIELDS.has(key));
    return isCollection
        ? nonEmpty(file, Object.entries(value)).map(([name, pattern]) => patternRule(name, pattern))
        : [patternRule(path.basename(file).replace(/\.json$/, ""), text)];
}

function nonEmpty<T>(file: string, named: readonly T[]): readonly T[] {
    if (named.length === 0) {
        throw new MisuseError(`--pattern ${file}: has no pattern`);
    }
    return named;
}

/** A pattern by itself is looked at as if it were an enabled rule on the default bus, of which the targets are not known. */
const patternRule = (name: string, pattern: unknown): SourcedRule => ({
    name,
    urn: null,
    bus: DEFAULT_BUS,
    busArn: null,
    enabled: true,
    allCalls: null,
    pattern: readPattern(pattern),
    targets: null,
});
