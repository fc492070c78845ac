import { createHash } from "node:crypto";
import type { FunctionDefinition } from "./definition";
import type { NodeBinary } from "./nodeBinary";

/** Share of the memory that is the heap's; the rest is for new objects, buffers and Node.js itself. Lambda's own runtimes used the same 90 %. */
const OLD_SPACE_SHARE = 0.9;

/** AWS switches these off in its Node.js 22 and older (https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html), newer local ones have them on. */
const OFF_BEFORE_NODE_24 = ["require-module", "detect-module"];

/** A queue's URL as AWS makes it. */
const QUEUE_URL = /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(\.cn)?(?=\/\d{12}\/)/;

export interface Surroundings {
    endpointUrl: string;
    region: string;
    accessKeyId: string;
    /** Folder with the function's files. */
    taskRoot: string;
    /** Empty folder: HOME, and the place of files that must not exist. */
    home: string;
    /** Folder for temporary files. */
    temporary: string;
}

/**
 * Everything that a function's process gets: what the function declares, what Lambda sets, and what keeps it on the laptop. Nothing is inherited.
 * A declared value that is the URL of a queue moves to the endpoint: the SQS client sends to the URL's host, whatever AWS_ENDPOINT_URL says.
 *
 * @param start Number of the process among those of this copy, and the instant of its first invocation: they make the log stream's name.
 */
export function childEnvironment(
    definition: FunctionDefinition,
    { endpointUrl, region, accessKeyId, taskRoot, home, temporary }: Surroundings,
    start: { count: number; nowMs: number },
): Record<string, string> {
    const stream = createHash("sha256").update(`${definition.arn} ${accessKeyId} ${start.count}`).digest("hex").slice(0, 32);
    return {
        ...Object.fromEntries(Object.entries(definition.environment).map(([name, value]) => [name, value.replace(QUEUE_URL, endpointUrl)])),
        _HANDLER: definition.handler,
        AWS_DEFAULT_REGION: region,
        AWS_REGION: region,
        AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: definition.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: `${new Date(start.nowMs).toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${stream}`,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_SESSION_TOKEN: "local",
        LAMBDA_TASK_ROOT: taskRoot,
        TZ: ":UTC",
        LANG: "en_US.UTF-8",
        PATH: "/usr/local/bin:/usr/bin:/bin",
        NODE_PATH: "",
        HOME: home,
        TMPDIR: temporary,
        AWS_ENDPOINT_URL: endpointUrl,
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_CONFIG_FILE: `${home}/no-config`,
        AWS_SHARED_CREDENTIALS_FILE: `${home}/no-credentials`,
    };
}

/** Options of node for the function's process, `--max-old-space-size` being 90 % of the function's memory. */
export function nodeOptions({ runtime, memoryMb, environment }: FunctionDefinition, { flags }: NodeBinary): string[] {
    const options = ["--no-warnings", `--max-old-space-size=${Math.floor(memoryMb * OLD_SPACE_SHARE)}`];
    if (Number(/^nodejs(\d+)/.exec(runtime)?.[1]) < 24) {
        for (const feature of OFF_BEFORE_NODE_24) {
            const known = flags.has(`--experimental-${feature}`);
            if (known && !environment.NODE_OPTIONS?.includes(feature)) {
                options.push(`--no-experimental-${feature}`);
            }
        }
    }
    return options;
}
