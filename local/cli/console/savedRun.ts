import type { Recording } from "../../console/protocol";
import type { PageFiles } from "../../console/server";
import { EXIT, MisuseError } from "../shared/errors";
import { readJsonFile } from "../shared/readJsonFile";
import { isObject } from "../shared/resourceValues";
import { print } from "../shared/terminal";
import { writeFileOf } from "../shared/writeReport";

/** Writes the page of a saved run. @returns the exit code. @throws MisuseError for a file that is none. */
export function writeSavedRun(from: string, output: string | undefined, files: PageFiles): number {
    const { program, stack, region, recording } = readRun(from);
    if (output === undefined || output === "") {
        throw new MisuseError("--from needs --output: the HTML file to write");
    }
    const { savedPage } = require("../../console/savedPage") as typeof import("../../console/savedPage");
    const about = { program: String(program), stack: String(stack), region: String(region ?? "") };
    const page = savedPage(about, recording as Recording, files);
    writeFileOf("--output", output, page, "w");
    print(`Open ${output} in a browser`);
    return EXIT.ok;
}

const noRun = (from: string, got: string) => new MisuseError(`--from ${from}: must be a file that run --json or simulate --json wrote, got ${got}`);

const LISTS = ["nodes", "edges", "findings", "steps", "rows", "coverage", "messages"];

function readRun(from: string): Readonly<Record<string, unknown>> {
    const { value: report } = readJsonFile("--from", from);
    const recording = isObject(report) ? report.recording : undefined;
    if (!isObject(report) || !isObject(recording)) {
        throw noRun(from, "JSON without a recording");
    }
    if (
        LISTS.some((name) => !Array.isArray(recording[name])) ||
        !isObject(recording.counts) ||
        !isObject(recording.alarms) ||
        !isDrawable(recording)
    ) {
        throw noRun(from, "a recording that is damaged");
    }
    if (!(recording.messages as unknown[]).every((message) => isObject(message) && Array.isArray(message.events))) {
        throw noRun(from, "a recording of another version: run it again");
    }
    return report;
}

/** Whether every edge leads from a node to a node, and every step is at one of them. */
function isDrawable(recording: Readonly<Record<string, unknown>>): boolean {
    const [nodes, edges, steps] = [recording.nodes, recording.edges, recording.steps] as unknown[][];
    const isPlace = (place: unknown, all: unknown[]) => place === null || Object.hasOwn(all, place as number);
    const ids = new Set(nodes!.map((node) => (isObject(node) && Array.isArray(node.alarms) && Array.isArray(node.findings) ? node.id : undefined)));
    const arePlaced = steps!.every((step) => isObject(step) && isPlace(step.node, nodes!) && isPlace(step.edge, edges!));
    return arePlaced && !ids.has(undefined) && edges!.every((edge) => isObject(edge) && ids.has(edge.from) && ids.has(edge.to));
}
