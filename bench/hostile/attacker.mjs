// The process that an attack runs in. Its parent names the file by `ATTACKS`, hears when that is
// loaded, and starts an attack with `{ attack, given }`; it is answered with what the attack gives.
const { attacks } = await import(new URL(`attacks/${process.env.ATTACKS}`, import.meta.url))

process.on('message', async ({ attack, given }) => {
  if (attack !== undefined) process.send({ answers: await attacks[attack](given) })
})
process.send({ isReady: true })
