import { handlerRuntimeIsSupported } from "../../policy/handlerRuntimeIsSupported";
import { ref } from "./support/stackData";
import { itJudges } from "./support/judges";

describe("handler-runtime-is-supported", () => {
    itJudges(handlerRuntimeIsSupported, [
        {
            reports: "a deprecated runtime",
            change: [{ set: "notify", to: { runtime: "nodejs16.x" } }],
            on: "notify",
            message: "Lambda deprecated the runtime nodejs16.x of this function on 2024-06-12. Set runtime to a later version.",
        },
        { allows: "a runtime that nothing is known of", change: [{ set: "notify", to: { runtime: "nodejs99.x" } }] },
        { allows: "a runtime whose day has not come", change: [{ set: "notify", to: { runtime: "nodejs24.x" } }] },
        {
            leaves: "a runtime that is not known",
            change: [{ set: "notify", to: { runtime: ref("alerts", "name") } }],
            views: ["preview"],
            on: ["notify"],
        },
        { allows: "a container image", change: [{ set: "notify", to: { runtime: undefined, packageType: "Image" } }] },
    ]);
});
