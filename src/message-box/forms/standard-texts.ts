import type { Language } from '../../altinn2/language.ts'
import type { AppText } from '../../altinn3/storage-texts.ts'

type InLanguages = Readonly<Record<Language, string>>

/**
 * Texts that apps need not have, since the app's library or its pages have them: Altinn/app-lib-dotnet
 * TranslationService.cs (`backend.…`), Altinn/app-frontend-react src/language/texts (all others).
 */
const texts: Readonly<Record<string, InLanguages>> = {
  'backend.validation_errors.required': {
    1044: 'Feltet er påkrevd',
    2068: 'Feltet er påkravd',
    1033: 'Field is required',
  },
  'backend.xsd_validation': {
    1044: 'Et felt bryter reglene satt av XSD. Melding: {0}',
    2068: 'Eit felt bryt reglane sette av XSD. Melding: {0}',
    1033: 'A field is in violation of the rules set by the XSD schema. Message: {0}',
  },
  'validation_errors.required': {
    1044: 'Feltet er påkrevd',
    2068: 'Feltet er påkravd',
    1033: 'Field is required',
  },
  'validation_errors.pattern': {
    1044: 'Feil format eller verdi',
    2068: 'Feil format eller verdi',
    1033: 'Wrong format or value',
  },
  'validation_errors.min': {
    1044: 'Minste gyldig tall er {0}',
    2068: 'Minste gyldige tal er {0}',
    1033: 'Minimum valid number is {0}',
  },
  'validation_errors.max': {
    1044: 'Største gyldig tall er {0}',
    2068: 'Største gyldige tal er {0}',
    1033: 'Maximum valid number is {0}',
  },
  'validation_errors.minLength': {
    1044: 'Bruk {0} eller flere tegn',
    2068: 'Bruk {0} eller fleire teikn',
    1033: 'Use {0} or more characters',
  },
  'validation_errors.maxLength': {
    1044: 'Bruk {0} eller færre tegn',
    2068: 'Bruk {0} eller færre teikn',
    1033: 'Use {0} or fewer characters',
  },
  'validation_errors.length': {
    1044: 'Antall tillatte tegn er {0}',
    2068: 'Antall tillatne teikn er {0}',
    1033: 'Number of characters allowed is {0}',
  },
  'validation_errors.enum': {
    1044: 'Kun verdiene {0} er tillatt',
    2068: 'Kun verdiane {0} er tillatne',
    1033: 'Only the values {0} are permitted',
  },
  'validation_errors.minItems': {
    1044: 'Minst {0} rader er påkrevd',
    2068: 'Minst {0} radar er påkrevd',
    1033: 'A minimum of {0} rows are required',
  },
  'validation_errors.maxItems': {
    1044: 'Maks {0} rader er tillatt',
    2068: 'Maks {0} radar er tillatne',
    1033: 'A maximum of {0} rows are permitted',
  },
  'validation_errors.formatMinimum': {
    1044: 'Minste gyldig verdi er {0}',
    2068: 'Minste gyldige verdi er {0}',
    1033: 'Minimum valid value is {0}',
  },
  'validation_errors.formatMaximum': {
    1044: 'Største gyldig verdi er {0}',
    2068: 'Største gyldige verdi er {0}',
    1033: 'Maximum valid value is {0}',
  },
}

const variables: Readonly<Record<string, NonNullable<AppText['variables']>>> = {
  'backend.xsd_validation': [
    { key: 'message', dataSource: 'customTextParameters', defaultValue: '' },
  ],
}

/** The text under a key that an app may leave out. */
export function standardText(key: string, language: Language): AppText | undefined {
  const text = Object.hasOwn(texts, key) ? texts[key] : undefined
  return text && { value: text[language], variables: variables[key] ?? null }
}
