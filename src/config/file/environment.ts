/** The process's environment; nobody else looks at it. */
export const environment: Readonly<Record<string, string | undefined>> = process.env
