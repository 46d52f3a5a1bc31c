/** What the documents show of a validation; an element without content is what is wrong here. */
export interface Validation {
  readonly Success: boolean
  readonly ValidationErrors: readonly Finding[]
  readonly ValidationWarnings: readonly Finding[]
}

interface Finding {
  readonly FieldName: string
  readonly ErrorMessage: string
  readonly FieldXPath: string
}

export function toValidation(forms: readonly string[]): Validation {
  const errors = forms.flatMap((form) => {
    const root = rootOf(form) ?? ''
    return [...form.matchAll(/<(\w+)(?:\s[^>]*)?(?:\/>|><\/\1>)/g)].map(([, name = '']) => ({
      ...{ FieldName: name, ErrorMessage: 'Må fylles ut', FieldXPath: `/${root}/${name}` },
    }))
  })
  return { Success: errors.length === 0, ValidationErrors: errors, ValidationWarnings: [] }
}

/** `Skjema` of one kind of form, `melding` of the other (Altinn/docs content/api/rest/meldinger). */
export function rootOf(form: string): string | undefined {
  const found = /^\s*(?:<\?xml[^>]*\?>\s*)?<(?:\w+:)?(\w+)/.exec(form)?.[1]
  return found === 'Skjema' || found === 'melding' ? found : undefined
}
