import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { DEFAULTS, withDefaults } from "../../components/shared/defaults";

const root = join(__dirname, "..", "..");
const FILES = ["handlerFunction", "jobStatusReaction", "messageDigest", "reconcilerSchedule", "shared/functionSettings", "shared/monitoredQueue"].map(
    (name) => `components/${name}.ts`,
);

describe("the defaults of arguments", () => {
    it("are those that the documentation of the arguments names", () => {
        const documented = FILES.flatMap((file) => [
            ...readFileSync(join(root, file), "utf8").matchAll(/@default (\d+)[^/]*\*\/\n {4}(\w+)\?: number;/g),
        ]).map(([, value, argument]) => [argument, Number(value)]);
        assert.deepEqual(Object.fromEntries(documented), DEFAULTS);
        for (const [argument, value] of documented) {
            assert.equal(value, DEFAULTS[argument as keyof typeof DEFAULTS], `${argument}`);
        }
    });

    it("are those of the stack's configuration", () => {
        const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { config: Record<string, { default: unknown }> };
        assert.equal(Number(config.logRetentionDays!.default), DEFAULTS.logRetentionDays);
        assert.equal(Number(config.reconcile!.default), DEFAULTS.everyMinutes);
        assert.equal(Number(config.messagesPerMinute!.default), DEFAULTS.messagesPerMinute);
    });

    it("are taken where an argument is left out or undefined, and nowhere else", () => {
        assert.deepEqual(withDefaults({ handlerRetries: 0, timeoutSeconds: undefined }), { ...DEFAULTS, handlerRetries: 0 });
    });
});
