import type { Json, Resource } from '../response.ts'

/** What a form's validation found. */
export interface Validation {
  readonly errors: readonly ValidationFinding[]
  /** They stop nobody from submitting. */
  readonly warnings: readonly ValidationFinding[]
}

export interface ValidationFinding {
  readonly message: string
  /** The element's own name, where it is about one. */
  readonly field?: string
  readonly xPath?: string
}

/**
 * Altinn/docs content/api/rest/meldinger/validere.md; the model's name is in no document, and plain
 * JSON is taken to be the same.
 */
export function toValidationResource({ errors, warnings }: Validation): Resource {
  return {
    type: 'ValidationResult',
    properties: {
      Success: errors.length === 0,
      ValidationErrors: errors.map(written),
      ValidationWarnings: warnings.map(written),
    },
  }
}

function written({ message, field, xPath }: ValidationFinding): Json {
  return {
    ...(field === undefined ? {} : { FieldName: field }),
    ErrorMessage: message,
    ...(xPath === undefined ? {} : { FieldXPath: xPath }),
  }
}
