import type { Policies } from "@pulumi/policy";

import { configurationIsInOrder } from "./configurationIsInOrder";
import { deadLetterQueueTakesEvents } from "./deadLetterQueueTakesEvents";
import { depthAlarmWatchesVisibleMessages } from "./depthAlarmWatchesVisibleMessages";
import { functionMayReadItsSecret } from "./functionMayReadItsSecret";
import { handlerEnvironmentHoldsNoSecrets } from "./handlerEnvironmentHoldsNoSecrets";
import { handlerHasFailureDestination } from "./handlerHasFailureDestination";
import { handlerLogGroupHasRetention } from "./handlerLogGroupHasRetention";
import { handlerRoleIsNarrow } from "./handlerRoleIsNarrow";
import { handlerRuntimeIsSupported } from "./handlerRuntimeIsSupported";
import { invokePermissionNamesRule } from "./invokePermissionNamesRule";
import type { StatusPolicy } from "./shared/run/run";
import { statusResourcesHaveDistinctNames } from "./statusResourcesHaveDistinctNames";
import { statusRuleAlarmFires } from "./statusRuleAlarmFires";
import { statusRuleHasAlarm } from "./statusRuleHasAlarm";
import { statusRuleHasTarget } from "./statusRuleHasTarget";
import { statusRuleIsEnabled } from "./statusRuleIsEnabled";
import { statusRuleIsOnSagemakerBus } from "./statusRuleIsOnSagemakerBus";
import { statusRuleKeepsLimits } from "./statusRuleKeepsLimits";
import { statusRulePatternMatches } from "./statusRulePatternMatches";
import { statusTargetHasDeadLetterQueue } from "./statusTargetHasDeadLetterQueue";
import { statusTargetIsAccepted } from "./statusTargetIsAccepted";
import { statusTargetStatesRetryPolicy } from "./statusTargetStatesRetryPolicy";
import { statusTargetTakesEvents } from "./statusTargetTakesEvents";
import { webhookAddressesAreSecret } from "./webhookAddressesAreSecret";

const judging: readonly StatusPolicy[] = [
    deadLetterQueueTakesEvents,
    depthAlarmWatchesVisibleMessages,
    functionMayReadItsSecret,
    handlerEnvironmentHoldsNoSecrets,
    handlerHasFailureDestination,
    handlerLogGroupHasRetention,
    handlerRoleIsNarrow,
    handlerRuntimeIsSupported,
    invokePermissionNamesRule,
    statusResourcesHaveDistinctNames,
    statusRuleAlarmFires,
    statusRuleHasAlarm,
    statusRuleHasTarget,
    statusRuleIsEnabled,
    statusRuleIsOnSagemakerBus,
    statusRuleKeepsLimits,
    statusRulePatternMatches,
    statusTargetHasDeadLetterQueue,
    statusTargetIsAccepted,
    statusTargetStatesRetryPolicy,
    statusTargetTakesEvents,
    webhookAddressesAreSecret,
];

/** The policies of the pack. The configuration comes first, which the others share. */
export const policies: Policies = [configurationIsInOrder(judging), ...judging];
