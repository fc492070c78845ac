import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionDefinition } from "../../../../local/lambda/definition";
import { type InvocationResult, LocalFunction } from "../../../../local/lambda/localFunction";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

export function asset(content: { text: string } | { path: string } | { uri: string }): object {
    return { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", ...content };
}

export function archive(content: { assets: Record<string, unknown> } | { path: string } | { uri: string }): object {
    return { [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", ...content };
}

export function textArchive(files: Record<string, string>): object {
    return archive({ assets: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, asset({ text })])) });
}

/** A function whose only file is `__index.js`, with what else a test needs. */
export function definition(index: string, more: Partial<FunctionDefinition> = {}): FunctionDefinition {
    return {
        name: "orders",
        arn: "arn:aws:lambda:us-east-1:111122223333:function:orders",
        code: textArchive({ "__index.js": index }),
        program: tmpdir(),
        handler: "__index.handler",
        runtime: "nodejs24.x",
        timeoutSeconds: 10,
        memoryMb: 256,
        environment: {},
        ...more,
    };
}

/** The result without what depends on the machine. */
export function outcome({ ok, payload, error, timedOut, logs }: InvocationResult): object {
    return {
        ok,
        ...(payload === undefined ? {} : { payload }),
        ...(error === undefined ? {} : { errorType: error.errorType, errorMessage: error.errorMessage }),
        ...(timedOut === undefined ? {} : { timedOut }),
        logs,
    };
}

/** The outcome of request-1 when its process ended. */
export function exitError(message: string, logs: string[] = []): object {
    return { ok: false, errorType: "Runtime.ExitError", errorMessage: `RequestId: request-1 Error: ${message}`, logs };
}

/** Makes functions in a separate folder; `closeAll` ends them and removes it. */
export class FunctionBench {
    readonly folder = mkdtempSync(join(tmpdir(), "functions-"));
    private readonly made: LocalFunction[] = [];

    async make(from: FunctionDefinition, host: { endpointUrl?: string; accessKeyId?: string } = {}): Promise<LocalFunction> {
        const made = await LocalFunction.create(from, {
            endpointUrl: host.endpointUrl ?? "http://127.0.0.1:9",
            region: "us-east-1",
            accessKeyId: host.accessKeyId ?? "LOCAL0001",
            folder: this.folder,
        });
        this.made.push(made);
        return made;
    }

    async closeAll(): Promise<void> {
        await Promise.all(this.made.map((made) => made.close()));
        rmSync(this.folder, { recursive: true });
    }
}

/** Waits until a process is gone. */
export async function gone(pid: number): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt++) {
        try {
            process.kill(pid, 0);
        } catch {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail(`process ${pid} is still there`);
}
