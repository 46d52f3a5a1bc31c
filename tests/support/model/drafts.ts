// Drafts as Altinn 2's documents describe them (Altinn/docs content/api/rest/meldinger): what they
// hold after each change, and how far they are on their way, in plain code.

export interface ModelForm {
  readonly key: number
  readonly isMain: boolean
  /** Absent: the service has filled it in. */
  readonly xml?: string
}

export interface ModelFile {
  readonly key: number
  readonly fileName: string
  readonly type: string
  readonly content: string
}

export interface ModelDraft {
  readonly forms: readonly ModelForm[]
  readonly files: readonly ModelFile[]
  readonly status: 'Utfylling' | 'Signering' | 'Sendt og arkivert'
  readonly isDeleted: boolean
  /** Parts were replaced by an update: which ids they have now is not documented. */
  readonly isRewritten: boolean
}

export type NewForm = Omit<ModelForm, 'key'>
export type NewFile = Omit<ModelFile, 'key'>

export type Change =
  | {
      readonly kind: 'update'
      readonly forms: readonly NewForm[]
      readonly files: readonly NewFile[]
    }
  | { readonly kind: 'addForm'; readonly form: NewForm }
  | {
      readonly kind: 'replaceForm'
      readonly target: number
      readonly isMain: boolean
      readonly xml: string
    }
  | { readonly kind: 'removeForm'; readonly target: number }
  | { readonly kind: 'attach'; readonly file: NewFile; readonly isStreamed: boolean }
  | { readonly kind: 'removeFile'; readonly target: number }
  | { readonly kind: 'delete' }
  | {
      readonly kind: 'submit'
      /** Absent: as it is. */
      readonly content?: Pick<Extract<Change, { kind: 'update' }>, 'forms' | 'files'>
      readonly sign: boolean
    }

/** `closed`: it is in the bin, has been sent, or waits to be signed. `absent`: there is no such part, or no such draft any more. */
export type Outcome = 'done' | 'refused' | 'absent' | 'closed'

export interface Result {
  readonly outcome: Outcome
  readonly draft: ModelDraft
}

/** Of the service that drafts are made of. */
const limits = { subforms: 3, files: { Kartvedlegg: 5, Vedlegg: 10 } } as const

let keys = 0

function withKey<Part extends object>(part: Part): Part & { readonly key: number } {
  keys += 1
  return { ...part, key: keys }
}

/** A message as it is sent, whole: nothing is kept of one that has not exactly one main form. */
export function create(
  forms: readonly NewForm[],
  files: readonly NewFile[],
): ModelDraft | undefined {
  const isPrefilled = forms.length === 0
  if (!isPrefilled && !areTaken(forms)) return undefined
  if (!fits(files)) return undefined
  const sent: readonly NewForm[] = isPrefilled ? [{ isMain: true }] : forms
  return {
    forms: sent.map(withKey),
    files: files.map(withKey),
    ...{ status: 'Utfylling', isDeleted: false, isRewritten: false },
  }
}

/** Everything that may come of a change; more than one thing only where documents leave it open. */
export function apply(draft: ModelDraft, change: Change): readonly Result[] {
  const is = (outcome: Outcome, changed: Partial<ModelDraft> = {}): readonly Result[] => [
    { outcome, draft: { ...draft, ...changed } },
  ]
  if (draft.isDeleted) {
    // It was sent before it was deleted, and the same again hears so.
    const isRepeated = change.kind === 'submit' && draft.status === 'Sendt og arkivert'
    if (isRepeated && change.content === undefined) return [...is('closed'), ...is('done')]
    return is(change.kind === 'delete' ? 'absent' : 'closed')
  }
  const { forms, files } = draft
  if (change.kind === 'submit') return submit(draft, change)
  if (draft.status !== 'Utfylling' && change.kind !== 'delete') {
    const parts = [...forms, ...files]
    const isThere = !('target' in change) || parts.some(({ key }) => key === change.target)
    return isThere ? is('closed') : [...is('closed'), ...is('absent')]
  }
  switch (change.kind) {
    case 'update': {
      if (!areTaken(change.forms) || !fits(change.files)) return is('refused')
      const anew = { forms: change.forms.map(withKey), files: change.files.map(withKey) }
      return is('done', { ...anew, isRewritten: true })
    }
    case 'addForm': {
      const subforms = forms.filter(({ isMain }) => !isMain)
      if (change.form.isMain || subforms.length >= limits.subforms) return is('refused')
      return is('done', { forms: [...forms, withKey(change.form)] })
    }
    case 'replaceForm':
      return targets(forms, change.target, draft).flatMap((target) => {
        if (target === undefined) return is('absent')
        // An element stays of its type, and so does its id.
        if (target.key !== change.target && target.isMain !== change.isMain) return []
        const replaced = { ...target, xml: change.xml }
        return is('done', { forms: forms.map((one) => (one === target ? replaced : one)) })
      })
    case 'removeForm':
      return targets(forms, change.target, draft).flatMap((target) => {
        if (target === undefined) return is('absent')
        if (target.isMain) return is('refused')
        return is('done', { forms: forms.filter((one) => one !== target) })
      })
    case 'attach':
      if (!fits([...files, change.file])) return is('refused')
      return is('done', { files: [...files, withKey(change.file)] })
    case 'removeFile':
      return targets(files, change.target, draft).flatMap((target) => {
        if (target === undefined) return is('absent')
        return is('done', { files: files.filter((one) => one !== target) })
      })
    case 'delete':
      return is('done', { isDeleted: true })
    default:
      return change satisfies never
  }
}

/** Utfylling, Signering, Sendt og arkivert: it goes as far as `sign` lets it, and never back. */
function submit(
  draft: ModelDraft,
  { content, sign }: Extract<Change, { kind: 'submit' }>,
): readonly Result[] {
  const status = sign ? 'Sendt og arkivert' : 'Signering'
  if (content !== undefined && draft.status !== 'Utfylling') return [{ outcome: 'closed', draft }]
  // Of what was sent as it is, a retry is done and another request is too late.
  if (draft.status === 'Sendt og arkivert') {
    return [
      { outcome: 'closed', draft },
      { outcome: 'done', draft },
    ]
  }
  if (content === undefined) return [{ outcome: 'done', draft: { ...draft, status } }]
  return apply(draft, { kind: 'update', ...content }).map((result) =>
    result.outcome === 'done' ? { ...result, draft: { ...result.draft, status } } : result,
  )
}

/** The part with an id; after an update an old id may lead to nothing, or to any part of today. */
function targets<Part extends { readonly key: number }>(
  parts: readonly Part[],
  key: number,
  { isRewritten }: ModelDraft,
): readonly (Part | undefined)[] {
  const found = parts.find((part) => part.key === key)
  if (found !== undefined) return [found]
  return isRewritten ? [undefined, ...parts] : [undefined]
}

function areTaken(forms: readonly NewForm[]): boolean {
  const mains = forms.filter(({ isMain }) => isMain).length
  return mains === 1 && forms.length - mains <= limits.subforms
}

function fits(files: readonly NewFile[]): boolean {
  return Object.entries(limits.files).every(
    ([type, most]) => files.filter((file) => file.type === type).length <= most,
  )
}
