import { readChannelPost } from "../../../models/channelPayloads";
import { type ApiCall, apiError, type LocalEndpoint, noAnswer, type OutsideRequest } from "../../endpoint/localEndpoint";
import type { Context } from "../context";
import type { Fault } from "../faults";
import type { AtWork } from "../receivers/copies";
import type { SecretResource } from "../resources";

/** How a channel that is down answers: https://www.rfc-editor.org/rfc/rfc6585#section-4 (429) */
async function down({ code, seconds = 2 }: Fault): Promise<{ statusCode: number; body: string; headers?: Record<string, string> }> {
    switch (code) {
        case "limited":
            return { statusCode: 429, body: "rate_limited", headers: { "retry-after": `${seconds}` } };
        case "unavailable":
            return { statusCode: 503, body: "service_unavailable" };
        case "unreachable":
            throw noAnswer();
        default:
            // The connection ends with the client or with the endpoint.
            return new Promise(() => {});
    }
}

interface ChannelParts {
    /** By ARN. */
    readonly secrets: ReadonlyMap<string, SecretResource>;
    readonly atWork: AtWork;
    /** The function that has an access key id. */
    readonly callerOf: (accessKeyId: string) => { readonly name: string } | undefined;
}

/** Where addresses outside of AWS lead to here, in the path of the endpoint. What follows is who calls, and the address without its protocol. */
const OUTSIDE = "/outside/";

/** A key for signatures, as Standard Webhooks writes it. Whoever gets it here is on this machine. */
const MADE_UP_KEY = `whsec_${Buffer.alloc(32, "local").toString("base64")}`;

/**
 * Answers what the functions of channels ask: secretsmanager GetSecretValue, ssm GetParameter, and the channels themselves. Nothing leaves the machine: an
 * address in a secret becomes one of this endpoint, and a secret that is not in the program has a made-up value. A request that the channel would refuse is a
 * finding.
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html,
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function serveChannels({ faults, log, findings }: Context, endpoint: LocalEndpoint, { secrets, atWork, callerOf }: ChannelParts): void {
    const valueOf = ({ accessKeyId }: ApiCall, arn: string): string | undefined => {
        const own = secrets.get(arn);
        const value = own === undefined ? JSON.stringify({ url: `https://${arn.split(":").slice(5).join("/")}`, key: MADE_UP_KEY }) : own.value;
        // A key alone is for a channel whose address the function knows, which it could not reach here.
        const isKey = value !== undefined && !value.includes("https://");
        const text = isKey ? JSON.stringify({ url: `https://${arn.split(":").at(-1)}`, key: value }) : value;
        return text?.replace(/https:\/\//g, `${endpoint.url}${OUTSIDE}${accessKeyId}/`);
    };

    endpoint.handle("secretsmanager", "GetSecretValue", (call) => {
        const arn = String(call.input.SecretId);
        endpoint.require(call, "secretsmanager:GetSecretValue", arn);
        const value = valueOf(call, arn);
        if (value === undefined) {
            throw apiError("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
        }
        return { ARN: arn, SecretString: value };
    });

    endpoint.handle("ssm", "GetParameter", (call) => {
        const arn = String(call.input.Name);
        endpoint.require(call, "ssm:GetParameter", arn);
        return { Parameter: { ARN: arn, Type: "SecureString", Value: valueOf(call, arn) } };
    });

    endpoint.outside = async ({ path, headers, body }: OutsideRequest) => {
        const [accessKeyId = "", ...address] = path.slice(OUTSIDE.length).split("/");
        const caller = callerOf(accessKeyId);
        if (!path.startsWith(OUTSIDE) || caller === undefined) {
            return undefined;
        }
        const { form, title, problems } = readChannelPost({ headers, body: body.toString() });
        await atWork.called(accessKeyId, `outside:${form ?? "unknown"}`);
        const fault = faults.strike("channelDown", caller.name, atWork.eventOf(accessKeyId));
        if (fault !== undefined) {
            // No one waits for the pauses between the attempts.
            atWork.hurry(accessKeyId, fault.code === "silent");
            return down(fault);
        }
        // PagerDuty has its key in the body, and the log is shown in reports.
        const shown = body.toString().replace(/("routing_key":")[^"]*/, "$1…");
        log.add({ what: "posted", resource: caller.name, event: atWork.eventOf(accessKeyId), form, title, body: shown, problems });
        if (problems.length > 0) {
            findings.add("refused", caller.name, `The channel at ${address[0]} refuses what it got: ${problems.join("; ")}`);
        }
        // Slack's API says 200 whatever it makes of a message.
        const isApi = form === "slack" && headers.authorization !== undefined;
        const isRefused = problems.length > 0;
        return isApi
            ? { statusCode: 200, body: JSON.stringify(isRefused ? { ok: false, error: "invalid_blocks" } : { ok: true }) }
            : isRefused
              ? { statusCode: 400, body: "invalid_payload" }
              : { statusCode: 200, body: "ok" };
    };
}
