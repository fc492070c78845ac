import { partitionByForm, PARTITIONS, REGIONS } from "../catalog";
import { didYouMean } from "./catalogueMatch/spelling";

const ALL = Object.values(REGIONS).flat();

/** The partition that a Region is in, by the form of its name; "aws" for a name of no such form. */
export const partitionOf = (region: string): string => partitionByForm(region) ?? "aws";

/** What the names of a partition's endpoints end in. */
export const dnsSuffixOf = (partition: string): string => PARTITIONS[partition]?.dnsSuffix ?? "amazonaws.com";

/**
 * What is wrong with a Region's name, after the name of the setting. A Region that is newer than the catalogue is right if its name has the form
 * of a partition's Regions.
 */
export function regionProblem(region: string): string | undefined {
    if (partitionByForm(region) !== undefined) {
        return undefined;
    }
    const got = region === "" ? "nothing" : JSON.stringify(region);
    return `must be a Region such as us-east-1, got ${got}${didYouMean(region, ALL)}`;
}

/** Whether a Region is in the catalogue. One that is not may be newer. */
export const isKnownRegion = (region: string): boolean => ALL.includes(region);
