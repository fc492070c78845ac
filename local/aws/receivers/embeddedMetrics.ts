import type { MetricReference } from "../../../models/alarms";

interface Directive {
    Namespace?: unknown;
    Dimensions?: unknown;
    Metrics?: unknown;
}

/**
 * The metrics that CloudWatch Logs takes from a line of a function's log in the embedded metric format; none from any other line.
 * Source: CloudWatch User Guide, "Specification: embedded metric format".
 */
export function embeddedMetrics(line: string): { metric: Pick<MetricReference, "namespace" | "metricName" | "dimensions">; value: number }[] {
    if (!line.includes('"_aws"')) {
        return [];
    }
    let document: Record<string, unknown>;
    try {
        document = JSON.parse(line.slice(line.indexOf("{")));
    } catch {
        return [];
    }
    const directives = (document._aws as { CloudWatchMetrics?: unknown } | undefined)?.CloudWatchMetrics;
    return listOf<Directive>(directives).flatMap(({ Namespace, Dimensions, Metrics }) =>
        listOf<{ Name?: unknown }>(Metrics).flatMap(({ Name }) =>
            listOf<unknown[]>(Dimensions).flatMap((names) =>
                listOf<unknown>(document[String(Name)]).flatMap((value) =>
                    typeof Namespace === "string" && typeof value === "number"
                        ? [
                              {
                                  metric: {
                                      namespace: Namespace,
                                      metricName: String(Name),
                                      dimensions: Object.fromEntries(
                                          listOf<unknown>(names).map((name) => [String(name), String(document[String(name)])]),
                                      ),
                                  },
                                  value,
                              },
                          ]
                        : [],
                ),
            ),
        ),
    );
}

function listOf<T>(value: unknown): T[] {
    return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value as T];
}
