import assert from "node:assert/strict";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { SourcePosition, StackFrame, StackTrace } from "@pulumi/pulumi/proto/source_pb";

import { sourceLines } from "../../../local/engine/sourceLines";

const PROGRAM = path.resolve("/programs/one");

function requestOf(frames: readonly (readonly [uri: string, line: number] | undefined)[]): RegisterResourceRequest {
    const trace = new StackTrace();
    trace.setFramesList(
        frames.map((each) => {
            const frame = new StackFrame();
            if (each !== undefined) {
                const position = new SourcePosition();
                position.setUri(each[0]);
                position.setLine(each[1]);
                frame.setPc(position);
            }
            return frame;
        }),
    );
    const request = new RegisterResourceRequest();
    request.setStacktrace(trace);
    return request;
}

const at = (file: string) => pathToFileURL(path.join(PROGRAM, file)).toString();

describe("lines of source", () => {
    it("are those of the program, the innermost first, each once", () => {
        const request = requestOf([
            [at("node_modules/@pulumi/aws/sqs/queue.js"), 5],
            undefined,
            [at("parts/queue.ts"), 7],
            [at("parts/queue.ts"), 7],
            [pathToFileURL("/programs/other/index.ts").toString(), 3],
            ["node:internal/modules", 1],
            [at("index.ts"), 12],
        ]);
        assert.deepEqual(sourceLines(request, PROGRAM), ["parts/queue.ts:7", "index.ts:12"]);
    });

    it("are none where the SDK reports none", () => {
        assert.deepEqual(sourceLines(new RegisterResourceRequest(), PROGRAM), []);
    });
});
