// Mean and spread of some numbers: one JSON object in, one JSON document out.
let text = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => (text += chunk));
process.stdin.on('end', () => {
  const { numbers } = JSON.parse(text);
  if (numbers.length === 0) {
    console.log(JSON.stringify({ error: 'no numbers, no mean' }));
    process.exit(1); // the message above becomes the caller's error message
  }
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const variance = numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length;
  console.log(JSON.stringify({ mean, deviation: Math.sqrt(variance) }));
});
