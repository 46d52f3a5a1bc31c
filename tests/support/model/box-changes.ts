import type { Altinn2Message } from '../../../sandbox/altinn2/messages/state.ts'
import { changeElement, putElement } from '../big-box/fill.ts'
import { listOf } from '../big-box/model.ts'
import { formServices, letterServices, type BoxService } from '../big-box/services.ts'
import {
  newForm,
  newLetter,
  type BoxElement,
  type BoxForm,
  type BoxLetter,
} from '../big-box/big-box.ts'
import type { MessageBox } from './message-box.ts'

/** Something that happens to a box, and leaves it another one; each turn is of another element. */
export type BoxChange = (box: MessageBox, turn: number) => void

const late = Date.UTC(2026, 10, 1)

/** Later than everything that was there, and than the turns before. */
function lateMoment(turn: number): number {
  return late + turn * 1_000
}

function arrival(create: (turn: number) => BoxElement): BoxChange {
  return (box, turn) => {
    const element = create(turn)
    box.elements = [...box.elements, element]
    putElement(box.gateway.sandbox, element)
  }
}

/** To one that is on the list or in the bin, wherever there. */
function change<Meant extends BoxElement>(
  isMeant: (element: BoxElement) => element is Meant,
  after: (element: Meant, turn: number) => BoxElement,
  isBin = false,
): BoxChange {
  return (box, turn) => {
    const found = box.elements
      .filter(isMeant)
      .filter((element) => listOf([element], { on: box.on, isBin }).length === 1)
    const before = found[(turn * 37) % found.length]
    if (before === undefined) throw new Error('the box has none of these left')
    const changed = after(before, turn)
    box.elements = box.elements.map((one) => (one === before ? changed : one))
    changeElement(box.gateway.sandbox, before, changed)
  }
}

type WithForm = BoxElement & { readonly form: BoxForm }
type WithLetter = BoxElement & { readonly letter: BoxLetter }
type WithAltinn2 = BoxElement & { readonly altinn2: Altinn2Message }

const isForm = (element: BoxElement): element is WithForm => element.form !== undefined
const isLetter = (element: BoxElement): element is WithLetter => element.letter !== undefined
const isOpen = (element: BoxElement): element is WithLetter =>
  element.letter?.label === 'Default' && element.letter.isMarkedUnread !== true
/** Nothing of it is in Altinn 3. */
const isOfAltinn2 = (element: BoxElement): element is WithAltinn2 =>
  element.altinn2 !== undefined && element.form === undefined && element.letter === undefined

const setForm =
  (to: (form: BoxForm, turn: number) => Partial<BoxForm>) =>
  (element: WithForm, turn: number): BoxElement => {
    const { form } = element
    return { ...element, form: { ...form, ...to(form, turn) } }
  }
const setLetter =
  (to: (turn: number) => Partial<BoxLetter>) =>
  (element: WithLetter, turn: number): BoxElement => {
    return { ...element, letter: { ...element.letter, ...to(turn) } }
  }

function serviceAt(services: readonly BoxService[], turn: number): BoxService {
  const service = services[turn % services.length]
  if (service === undefined) throw new Error('no service')
  return service
}

const movedForms = formServices.filter(({ isMoved }) => isMoved)
const movedLetters = letterServices.filter(({ isMoved }) => isMoved)

/** What happens in Altinn 3. */
export const altinn3Changes: Readonly<Record<string, BoxChange>> = {
  'a form is begun': arrival((turn) => {
    const key = `late form ${turn}`
    const lastChanged = lateMoment(turn) * 1_000
    const form = newForm(key, { state: 'data', lastChanged })
    return { key, service: serviceAt(movedForms, turn), form }
  }),
  'a form is filled in': change(
    isForm,
    setForm((_, turn) => ({ lastChanged: lateMoment(turn) * 1_000 + 7 })),
  ),
  'a form is sent in': change(
    (element): element is WithForm => element.form?.state === 'data',
    setForm((_, turn) => ({ state: 'archived', lastChanged: lateMoment(turn) * 1_000 })),
  ),
  'a form is thrown away': change(
    isForm,
    setForm((_, turn) => ({ isSoftDeleted: true, lastChanged: lateMoment(turn) * 1_000 })),
  ),
  'a form is taken out of the bin again': change(
    isForm,
    setForm(() => ({ isSoftDeleted: false })),
    true,
  ),
  'a form is gone for good': change(
    (element): element is WithForm => isForm(element) && element.altinn2 === undefined,
    setForm(() => ({ isHardDeleted: true })),
  ),
  'a message comes': arrival((turn) => {
    const key = `late letter ${turn}`
    const service = serviceAt(movedLetters, turn)
    const lastChanged = lateMoment(turn)
    return { key, service, letter: newLetter(key, service, { lastChanged, isSeen: false }) }
  }),
  'a message has more to say': change(
    isLetter,
    setLetter((turn) => ({ lastChanged: lateMoment(turn), isSeen: false })),
  ),
  'a message is archived': change(
    isOpen,
    setLetter(() => ({ label: 'Archive' })),
  ),
  'a message is thrown away': change(
    isLetter,
    setLetter(() => ({ label: 'Bin' })),
  ),
  'a message is taken out of the bin again': change(
    isLetter,
    setLetter(() => ({ label: 'Default' })),
    true,
  ),
}

/** What happens in Altinn 2, to what it alone has. */
export const altinn2Changes: Readonly<Record<string, BoxChange>> = {
  'something comes in Altinn 2': arrival((turn) => {
    const key = `late in altinn 2 ${turn}`
    const service = serviceAt(
      letterServices.filter(({ isMoved }) => !isMoved),
      turn,
    )
    const altinn2: Altinn2Message = {
      ...{ id: `a${95_500_000 + turn}`, kind: 'Correspondence', subject: key, state: 'unread' },
      ...{ lastChanged: lateMoment(turn), created: lateMoment(turn) },
      ...{ lastChangedBy: 'Prøveetaten', serviceOwner: 'Prøveetaten', sender: 'Prøveetaten' },
      ...{ serviceCode: service.code, serviceEdition: service.edition },
    }
    return { key, service, altinn2 }
  }),
  'something changes in Altinn 2': change(isOfAltinn2, (element, turn) => ({
    ...element,
    altinn2: { ...element.altinn2, lastChanged: lateMoment(turn) },
  })),
  'something is archived in Altinn 2': change(
    (element): element is WithAltinn2 =>
      isOfAltinn2(element) && element.altinn2.kind === 'Correspondence',
    (element, turn) => ({
      ...element,
      altinn2: {
        ...element.altinn2,
        ...{ id: `b${96_500_000 + turn}`, originalId: element.altinn2.id },
        ...{ state: 'archived', lastChanged: lateMoment(turn) },
      },
    }),
  ),
  'something is thrown away in Altinn 2': change(isOfAltinn2, (element) => ({
    ...element,
    altinn2: { ...element.altinn2, isDeleted: true },
  })),
  /** It is left an element of neither side. */
  'something is gone for good in Altinn 2': change(isOfAltinn2, ({ key, service }) => {
    return { key, service }
  }),
}
