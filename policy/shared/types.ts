/**
 * Type tokens of the resources that policies look at. Strings, because loading `@pulumi/aws` for its classes would cost more than
 * everything else that the pack does.
 */
export const TYPES = {
    rule: "aws:cloudwatch/eventRule:EventRule",
    target: "aws:cloudwatch/eventTarget:EventTarget",
    bus: "aws:cloudwatch/eventBus:EventBus",
    metricAlarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
    compositeAlarm: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    nativeRule: "aws-native:events:Rule",
    nativeBus: "aws-native:events:EventBus",
    nativeMetricAlarm: "aws-native:cloudwatch:Alarm",
    nativeCompositeAlarm: "aws-native:cloudwatch:CompositeAlarm",
    stack: "pulumi:pulumi:Stack",
} as const;
