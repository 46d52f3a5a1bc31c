import type { DataElement, Instance } from '../../altinn3/storage.ts'
import { elementsOf } from '../elements.ts'
import type { Wanted, WantedFile, WantedForm } from '../wanted.ts'

/** How an instance differs from what it is to hold. */
export interface Difference {
  /** Forms that are there, each with what it is to hold. An app rewrites XML: its content says nothing. */
  readonly forms: readonly (readonly [DataElement, WantedForm])[]
  /** Files that are there by type, name and size; Storage keeps no checksum. */
  readonly files: readonly (readonly [DataElement, WantedFile])[]
  readonly missingForms: readonly WantedForm[]
  readonly missingFiles: readonly WantedFile[]
  /** Of the types that were asked about, in the order in which they came to be. */
  readonly others: readonly DataElement[]
}

/**
 * Pairs what is there with what is wanted, each once: forms of one type in their order, files by name.
 *
 * @param isSame whether a file that is there is the one that is wanted
 */
export function differenceOf(
  instance: Instance,
  { forms, files }: Wanted,
  isSame: (element: DataElement, file: WantedFile) => boolean = hasNameAndSize,
): Difference {
  const left = [...elementsOf(instance)].sort((one, other) =>
    (one.created ?? '').localeCompare(other.created ?? ''),
  )
  const pairedForms = pair(left, forms, (element, form) => element.dataType === form.dataType)
  const pairedFiles = pair(
    left,
    files,
    (element, file) => element.dataType === file.dataType && isSame(element, file),
  )
  return {
    forms: pairedForms.pairs,
    files: pairedFiles.pairs,
    missingForms: pairedForms.missing,
    missingFiles: pairedFiles.missing,
    others: left,
  }
}

/** Takes each element that is paired off those that are left. */
function pair<Want>(
  left: DataElement[],
  wants: readonly Want[],
  fits: (element: DataElement, want: Want) => boolean,
): { readonly pairs: (readonly [DataElement, Want])[]; readonly missing: Want[] } {
  const pairs: (readonly [DataElement, Want])[] = []
  const missing: Want[] = []
  for (const want of wants) {
    const place = left.findIndex((element) => fits(element, want))
    const [element] = place < 0 ? [] : left.splice(place, 1)
    if (element === undefined) missing.push(want)
    else pairs.push([element, want])
  }
  return { pairs, missing }
}

export function hasNameAndSize(element: DataElement, { fileName, bytes }: WantedFile): boolean {
  return hasName(element, { fileName }) && element.size === bytes.size
}

/** Names are compared as people read them: a system may have taken a letter and its mark apart. */
export function hasName(
  { filename }: DataElement,
  { fileName }: Pick<WantedFile, 'fileName'>,
): boolean {
  return (filename ?? '').normalize() === fileName.normalize()
}
