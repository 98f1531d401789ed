// An S3-compatible store on loopback whose signatures are checked: s3rver, which checks none, behind aws4, which knows
// how they are made. Prints its port, and ends with its standard input.
//
//   node s3_server.js <folder> <bucket> <region> <access key id> <secret access key>
'use strict';

const crypto = require('crypto');
const http = require('http');
const aws4 = require('aws4');
const S3rver = require('s3rver');

const [directory, bucket, region, accessKeyId, secretAccessKey] = process.argv.slice(2);

// Why the request is refused; undefined: it isn't.
function refusal(request, body) {
  const { authorization, host } = request.headers;
  const hash = request.headers['x-amz-content-sha256'];
  if (!authorization || !hash) return 'unsigned';
  if (hash !== crypto.createHash('sha256').update(body).digest('hex')) return 'another body was signed';
  const signed = aws4.sign({
    service: 's3', region, host, method: request.method, path: request.url,
    headers: { host, 'x-amz-content-sha256': hash, 'x-amz-date': request.headers['x-amz-date'] },
  }, { accessKeyId, secretAccessKey });
  return signed.headers.Authorization === authorization ? undefined : 'another signature was expected';
}

const store = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: bucket }] });
store.run().then(({ port }) => {
  const guard = http.createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      const refused = refusal(request, body);
      if (refused) {
        response.writeHead(403, { 'content-type': 'application/xml' });
        response.end(`<Error><Code>SignatureDoesNotMatch</Code><Message>${refused}</Message></Error>`);
        return;
      }
      const headers = { ...request.headers };
      delete headers.authorization;
      const forwarded = http.request({ port, host: '127.0.0.1', method: request.method, path: request.url, headers });
      forwarded.on('response', (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      forwarded.on('error', () => response.destroy());
      forwarded.end(body);
    });
  });
  guard.listen(0, '127.0.0.1', () => console.log(guard.address().port));
});

process.stdin.on('end', () => process.exit(0)).resume();
