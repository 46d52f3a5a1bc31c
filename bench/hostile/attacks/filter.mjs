// A filter within all limits that takes long for each row of a large message box.
import { headOf, open, send, statusOf, tally } from '../raw-http.mjs'
import { ordinary, paths, need } from '../rig.mjs'
import { underAttack } from '../under-attack.mjs'

const forms = 4_900
const times = 5
/** Parts and characters that a filter may have. */
const [maxParts, maxLength] = [200, 2_048]
const nested = (text) => `toupper(tolower(toupper(tolower(${text}))))`

export const rows = [
  {
    attack: 'a $filter of 200 parts over 4,900 forms, five times',
    run: (rig) => measure(rig, filterOfTexts()),
  },
  {
    attack: 'a $filter of 200 parts on each subject of 4,900 forms, five times',
    run: (rig) => measure(rig, filterOfSubjects()),
  },
]

/** Seven parts each, and one for the whole; what is left of the length are letters. */
function filterOfTexts() {
  const count = Math.floor((maxParts - 1) / 7)
  const written = (letters) =>
    Array.from({ length: count }, () => `${nested(`'${'ß'.repeat(letters)}'`)} eq Subject`).join(
      ' or ',
    )
  const letters = Math.floor((maxLength - written(0).length) / count)
  return written(letters)
}

/** The same with nothing that could be worked out once for all rows. */
function filterOfSubjects() {
  const count = Math.floor((maxParts - 1) / 7)
  return Array.from({ length: count }, (_, place) => `${nested('Subject')} eq 'ß${place}'`)
    .join(' or ')
    .slice(0, maxLength)
}

async function measure(rig, filter) {
  const [token, other] = await Promise.all([0, 1].map((owner) => rig.tokenOf({ owner })))
  rig.set({ forms })
  await need(rig, ordinary.messages(token))
  const path = `${paths.messages}?$filter=${encodeURIComponent(filter)}`
  const attack = { file: 'filter.mjs', name: 'askAll', given: { token, path } }
  return underAttack(rig, { probes: [ordinary.list(other)], attack })
}

export const attacks = {
  askAll: async ({ url, token, path }) => {
    const answers = []
    for (let time = 0; time < times; time += 1) {
      const socket = open(url)
      const status = statusOf(socket)
      await send(socket, headOf('GET', path, token))
      answers.push(await status)
      socket.destroy()
    }
    return tally(answers)
  },
}
