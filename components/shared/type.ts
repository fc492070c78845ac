/** Type token of a component: identity in every stack's state, so it stays when a file moves. ARCHITECTURE.md lists the domains. */
export function typeToken(domain: "events" | "messaging" | "alerts" | "functions" | "reactions" | "security" | "storage", className: string): string {
    return `sagemaker-job-status:${domain}:${className}`;
}
