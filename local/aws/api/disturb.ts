import { setTimeout } from "node:timers/promises";
import { type Kind, KIND_NAMES } from "../../../catalog";
import { type ApiCall, apiError, noAnswer } from "../../endpoint/localEndpoint";
import { notFound } from "../../sageMaker/answers";
import type { Context } from "../context";
import type { AtWork } from "../receivers/copies";

/** Real time that a slow answer takes. */
const SLOW_MS = 200;

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html */
const FAILURES: Readonly<Record<string, (call: ApiCall, kind: Kind) => Error>> = {
    throttled: () => apiError("ThrottlingException", "Rate exceeded", 400),
    unavailable: () => apiError("InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", 500),
    unreachable: () => noAnswer(),
    notFound: ({ input }, kind) => notFound(kind, String(Object.values(input)[0]), String(Object.values(input)[0])),
};

/** What the faults `describe` and `hang` do to a call before SageMaker answers it. */
export async function disturb({ faults }: Context, atWork: AtWork, call: ApiCall): Promise<void> {
    const { service, operation, accessKeyId } = call;
    const kind = KIND_NAMES.find((each) => operation === `Describe${each}`);
    if (service !== "sagemaker" || kind === undefined) {
        return;
    }
    const event = atWork.eventOf(accessKeyId);
    if (faults.strike("hang", operation, event) !== undefined) {
        atWork.hurry(accessKeyId, true);
        // The connection ends with the client or with the endpoint.
        await new Promise(() => {});
    }
    const { code } = faults.strike("describe", operation, event) ?? {};
    if (code === "slow") {
        await setTimeout(SLOW_MS);
    } else if (code !== undefined) {
        throw FAILURES[code]!(call, kind);
    }
}
