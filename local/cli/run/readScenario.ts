import type { Scenario } from "../../sageMaker/scenario";
import { MisuseError } from "../shared/errors";
import { readJsonFile } from "../shared/readJsonFile";

/**
 * Reads what happens in the local SageMaker.
 *
 * @param file JSON; docs/local-sagemaker.md describes it.
 * @throws MisuseError for a file that is not there, is not JSON or is no scenario.
 */
export function readScenario(file: string): Scenario {
    const { value } = readJsonFile("--scenario", file);
    const { parseScenario } = require("../../sageMaker/scenario") as typeof import("../../sageMaker/scenario");
    try {
        return parseScenario(value);
    } catch (error) {
        throw new MisuseError(`--scenario ${file}: ${(error as Error).message}`);
    }
}
