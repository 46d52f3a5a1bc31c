/**
 * The header as it came, where it is one: of the only version there is (W3C Trace Context section
 * 3.2). A later version may mean something else, and several headers are none.
 */
export function parseTraceparent(
  header: string | readonly string[] | undefined,
): string | undefined {
  return typeof header === 'string' && traceparent.test(header) ? header : undefined
}

// Ids of zeros alone are invalid.
const traceparent = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
