// A message's body that takes long to render, opened again and again.
import { idOfDialog, writeMessageId } from '../../../dist/src/altinn2/messages/message-id.js'
import { dialog } from '../answers.mjs'
import { headOf, open, send, statusOf, tally } from '../raw-http.mjs'
import { ordinary, paths, need } from '../rig.mjs'
import { underAttack } from '../under-attack.mjs'

const text = '!['

export const rows = [
  {
    attack: 'a message body of "![" repeated, 1 MB, opened ten times',
    bytes: 1_000_000,
    times: 10,
  },
  { attack: 'a message body of "![" repeated, 4 MB, opened twice', bytes: 4_000_000, times: 2 },
].map(({ attack, bytes, times }) => ({ attack, run: (rig) => measure(rig, bytes, times) }))

async function measure(rig, bytes, times) {
  const [token, other] = await Promise.all([0, 1].map((owner) => rig.tokenOf({ owner })))
  const path = `${paths.messages}/${writeMessageId(idOfDialog(dialog.created, dialog.id), false)}`
  rig.set({ message: { text: 'Hei', bytes: 3 } })
  await need(rig, { token, method: 'GET', path })
  rig.set({ message: { text, bytes } })
  const attack = { file: 'markdown.mjs', name: 'openAll', given: { token, path, times } }
  return underAttack(rig, { probes: [ordinary.list(other)], attack })
}

export const attacks = {
  openAll: async ({ url, token, path, times }) => {
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
