/**
 * The ARN of what holds the address of a channel. That of a secret has the six characters that Secrets Manager appends: a role that may read it may
 * read no other secret. https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
 */
export const SECRET_ARN = {
    what: "a secret of Secrets Manager or of a parameter of Systems Manager",
    form: "arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME-XXXXXX or arn:PARTITION:ssm:REGION:ACCOUNT:parameter/NAME",
    pattern:
        /^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,505}-[A-Za-z0-9]{6}|ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]{1,1011})$/,
} as const;
