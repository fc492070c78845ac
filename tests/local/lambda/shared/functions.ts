import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FunctionDefinition, LocalFunction } from "../../../../local/lambda/localFunction";

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

/** Makes functions in a folder of their own; `closeAll` ends them and removes it. */
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
