import type { Resource } from '../response.ts'

/** A form of an element in the message box. */
export interface Form {
  readonly id: number
  readonly isMain: boolean
  readonly name: string
  /** Where the service of Altinn 2 that it stands for is known. */
  readonly format?: { readonly id: string; readonly version: number }
}

/** @param message path of the element that it belongs to */
export function toFormResource({ id, isMain, name, format }: Form, message: string): Resource {
  const self = `${message}/forms/${id}`
  return {
    type: 'Form',
    properties: {
      FormId: id,
      Type: isMain ? 'MainForm' : 'SubForm',
      ...(format === undefined
        ? {}
        : { DataFormatId: format.id, DataFormatVersion: format.version }),
      // Altinn 3 keeps no outcome of a validation.
      ValidationStatus: 'NotValidated',
      Name: name,
    },
    links: {
      form: 'object',
      to: {
        self: { to: self },
        formdata: { to: `${self}/formdata`, mimeType: 'application/xml' },
      },
    },
  }
}
