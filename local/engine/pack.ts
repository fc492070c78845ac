import * as path from "node:path";
import { performance } from "node:perf_hooks";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { type AnalyzeResponse, type AnalyzerInfo, PolicySeverity, PolicyType } from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Graph, Props } from "./graph";
import { configureRequest, type EffectiveConfig, type EnforcementLevel, effectiveConfig, levelName } from "./packConfig";
import { type PackOptions, startPackProcess } from "./packProcess";
import { GraphRequests } from "./packRequests";
import { ProgramError } from "./programError";
import { isMapping, readYaml } from "./settings";
import { SecretMask, valueAt } from "./wire";

export type Severity = "" | "low" | "medium" | "high" | "critical";

/** What a pack says about one of its policies. */
export interface PolicyInfo {
    name: string;
    displayName: string;
    description: string;
    kind: "resource" | "stack";
    /** Level after configuration. */
    level: EnforcementLevel;
    severity: Severity;
    remediationSteps: string;
    url: string;
    tags: string[];
    /** JSON schemas of its configuration, by property; undefined if it has none. */
    configSchema?: Props;
}

/** A violation, or the news that a policy could not decide. */
export interface PackDiagnostic {
    policy: string;
    pack: string;
    version: string;
    level: EnforcementLevel;
    severity: Severity;
    /** Description of the policy. */
    description: string;
    /** What the policy reported, without its description in front. */
    message: string;
    /** URN of the resource concerned; that of the stack where the policy named none. */
    urn: string;
    /** Name of that resource. */
    resource: string;
    /** True if the policy did not decide: it read a value that a preview does not know, or it threw. */
    undecided: boolean;
}

export interface PackRun {
    pack: string;
    version: string;
    policies: PolicyInfo[];
    diagnostics: PackDiagnostic[];
    /** Policies that declared themselves not applicable; `urn` for those that look at single resources. */
    notApplicable: { policy: string; reason: string; urn?: string }[];
    /** Lines that the pack printed so far, without the port. */
    output: string[];
    /** Milliseconds from the start of the process to its port. */
    startMs: number;
    /** Milliseconds of this run's analysis. */
    analyzeMs: number;
}

const SEVERITIES = new Map<PolicySeverity, Severity>([
    [PolicySeverity.POLICY_SEVERITY_LOW, "low"],
    [PolicySeverity.POLICY_SEVERITY_MEDIUM, "medium"],
    [PolicySeverity.POLICY_SEVERITY_HIGH, "high"],
    [PolicySeverity.POLICY_SEVERITY_CRITICAL, "critical"],
]);

/** How many resources are under analysis at a time; the engine asks for each while it registers it. */
const PARALLEL = 16;

type Reply<A> = (error: grpc.ServiceError | null, answer: A) => void;

interface StartedPack extends Pick<PackRun, "version" | "output" | "startMs"> {
    readonly client: AnalyzerClient;
    readonly options: PackOptions;
    readonly info: AnalyzerInfo;
    readonly config: Map<string, EffectiveConfig>;
    readonly close: () => Promise<void>;
}

/** A policy pack in its own process, ready for any number of graphs. */
export class RunningPack {
    private readonly disabled = new Set<string>();
    private last: Promise<unknown> = Promise.resolve();

    private constructor(private readonly pack: StartedPack) {}

    /** Starts a pack and configures it. @throws ProgramError if it does not start or its configuration is wrong. */
    public static async start(options: PackOptions): Promise<RunningPack> {
        const started = performance.now();
        const folder = path.resolve(options.pack);
        const yaml = readYaml(path.join(folder, "PulumiPolicy.yaml"));
        const runtime = isMapping(yaml.runtime) ? yaml.runtime.name : yaml.runtime;
        if (runtime !== "nodejs") {
            throw new ProgramError(`${path.join(folder, "PulumiPolicy.yaml")}: runtime must be nodejs, got ${String(runtime)}`);
        }
        const { port, output, stop } = await startPackProcess(folder, typeof yaml.main === "string" ? yaml.main : "", options);
        const startMs = performance.now() - started;
        const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
            "grpc.max_receive_message_length": -1,
            "grpc.max_send_message_length": -1,
        });
        const close = async () => {
            client.close();
            await stop();
        };
        try {
            const info = await ask<AnalyzerInfo>((reply) => client.getAnalyzerInfo(new Empty(), reply));
            const config = effectiveConfig(info, options.config ?? {});
            await ask<Empty>((reply) => client.configure(configureRequest(config, new Set()), reply));
            const version = yaml.version === undefined ? info.getVersion() : String(yaml.version);
            return new RunningPack({ client, options, info, config, version, output, startMs, close });
        } catch (error) {
            await close();
            throw error;
        }
    }

    /** Checks one graph, one after the other. A policy that throws becomes a mandatory diagnostic; the other policies still decide. */
    public run(graph: Graph): Promise<PackRun> {
        const next = this.last.then(() => this.check(graph));
        this.last = next.catch(() => undefined);
        return next;
    }

    private async check(graph: Graph): Promise<PackRun> {
        const started = performance.now();
        const requests = new GraphRequests(graph);
        const run: PackRun = {
            pack: this.pack.info.getName(),
            version: this.pack.version,
            policies: this.policies(),
            diagnostics: [],
            notApplicable: [],
            output: this.pack.output,
            startMs: this.pack.startMs,
            analyzeMs: 0,
        };
        const { organization = "organization", stackConfig = {}, stackTags = {} } = this.pack.options;
        await ask((reply) => this.pack.client.configureStack(requests.configureStack(organization, stackConfig, stackTags), reply));
        const stackUrn = graph.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
        const looksAtSingle = run.policies.some(({ kind, level }) => kind === "resource" && level !== "disabled");
        const single = looksAtSingle ? requests.resources : [];
        for (let first = 0; first < single.length; first += PARALLEL) {
            const answers = single.slice(first, first + PARALLEL).map(async (resource) => {
                const answer = await this.decided(run, resource.urn, (reply) => this.pack.client.analyze(requests.analyze(resource), reply));
                return { answer, urn: resource.urn };
            });
            for (const { answer, urn } of await Promise.all(answers)) {
                this.collect(run, answer, urn, true);
            }
        }
        const answer = await this.decided(run, stackUrn, (reply) => this.pack.client.analyzeStack(requests.analyzeStack(), reply));
        this.collect(run, answer, stackUrn, false);
        if (this.disabled.size > 0) {
            this.disabled.clear();
            await this.configure();
        }
        const mask = new SecretMask();
        for (const { secrets, inputs, outputs } of graph.resources) {
            for (const secret of secrets) {
                mask.add(valueAt(inputs, secret));
                mask.add(valueAt(outputs, secret));
            }
        }
        for (const diagnostic of run.diagnostics) {
            diagnostic.message = mask.mask(diagnostic.message);
        }
        run.analyzeMs = performance.now() - started;
        return run;
    }

    /** Ends the process. */
    public close(): Promise<void> {
        return this.pack.close();
    }

    /** Policies and their configured levels. */
    public policies(): PolicyInfo[] {
        return this.pack.info.getPoliciesList().map((policy) => ({
            name: policy.getName(),
            displayName: policy.getDisplayname(),
            description: policy.getDescription(),
            kind: policy.getPolicyType() === PolicyType.POLICY_TYPE_STACK ? "stack" : "resource",
            level: this.pack.config.get(policy.getName())?.level ?? levelName(policy.getEnforcementlevel()),
            severity: SEVERITIES.get(policy.getSeverity()) ?? "",
            remediationSteps: policy.getRemediationSteps(),
            url: policy.getUrl(),
            tags: policy.getTagsList(),
            ...(policy.hasConfigschema() ? { configSchema: (policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {}) as Props } : {}),
        }));
    }

    private configure(): Promise<Empty> {
        return ask((reply) => this.pack.client.configure(configureRequest(this.pack.config, this.disabled), reply));
    }

    /**
     * The answer to a question. A policy that throws makes the whole answer fail, and that of the other policies is lost:
     * the failure becomes a diagnostic, and the question is put again without that policy.
     */
    private async decided(run: PackRun, urn: string, question: (reply: Reply<AnalyzeResponse>) => void): Promise<AnalyzeResponse> {
        for (;;) {
            try {
                return await ask(question);
            } catch (error) {
                const message = (error as Partial<grpc.ServiceError>).details ?? String(error);
                const policy = /with (?:policy|remediation) '([^']+)' from policy pack/.exec(message)?.[1];
                if (policy === undefined || !this.pack.config.has(policy)) {
                    throw new ProgramError(`Policy pack '${run.pack}' failed on ${urn}: ${message}`);
                }
                if (!this.disabled.has(policy)) {
                    this.disabled.add(policy);
                    run.diagnostics.push(this.failure(run, policy, message, urn));
                }
                await this.configure();
            }
        }
    }

    private failure(run: PackRun, policy: string, message: string, urn: string): PackDiagnostic {
        const info = run.policies.find(({ name }) => name === policy);
        // Message, stack trace: the first frame says where in the pack.
        const [, thrown = "", frame = ""] = /:\n([\s\S]*?)(?:\n\s+(at .*))?(?:\n|$)/.exec(message) ?? [];
        return {
            policy,
            pack: run.pack,
            version: run.version,
            level: "mandatory",
            severity: info?.severity ?? "",
            description: info?.description ?? "",
            message: `The policy itself failed: ${thrown}${frame === "" ? "" : ` ${frame.replaceAll(path.resolve(this.pack.options.pack) + path.sep, "")}`}`,
            urn,
            resource: nameOf(urn),
            undecided: true,
        };
    }

    private collect(run: PackRun, answer: AnalyzeResponse, urn: string, single: boolean): void {
        for (const diagnostic of answer.getDiagnosticsList()) {
            const description = diagnostic.getDescription();
            const text = diagnostic.getMessage();
            const about = diagnostic.getUrn() || urn;
            run.diagnostics.push({
                policy: diagnostic.getPolicyname(),
                pack: diagnostic.getPolicypackname(),
                version: run.version,
                level: levelName(diagnostic.getEnforcementlevel()),
                severity: SEVERITIES.get(diagnostic.getSeverity()) ?? "",
                description,
                message: text.startsWith(`${description}\n`) ? text.slice(description.length + 1) : text,
                urn: about,
                resource: nameOf(about),
                undecided: isUndecided(text) || isUndecided(text.slice(description.length + 1)),
            });
        }
        for (const item of answer.getNotApplicableList()) {
            run.notApplicable.push({ policy: item.getPolicyName(), reason: item.getReason(), ...(single ? { urn } : {}) });
        }
    }
}

/** What @pulumi/policy says when a policy read an unknown value, and what a policy says that knows its limits. */
const isUndecided = (text: string): boolean => text.startsWith("can't run policy '") || text.startsWith("Undecided");

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

function ask<A>(question: (reply: Reply<A>) => void): Promise<A> {
    return new Promise((resolve, reject) => question((error, answer) => (error ? reject(error) : resolve(answer))));
}

/** Starts a pack that stays for several graphs; the caller closes it. @throws ProgramError */
export function startPack(options: PackOptions): Promise<RunningPack> {
    return RunningPack.start(options);
}

/** Checks one graph with a pack: starts it, asks it, ends it. @throws ProgramError */
export async function runPack({ graph, ...options }: Omit<PackOptions, "project" | "stack" | "mode"> & { graph: Graph }): Promise<PackRun> {
    const pack = await startPack({ ...options, project: graph.project, stack: graph.stack, mode: graph.mode });
    try {
        return await pack.run(graph);
    } finally {
        await pack.close();
    }
}
