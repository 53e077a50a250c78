// What the ingest is measured beside: one PutObjectCommand for each event, as functions of Node mostly do it, behind Node's own server.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const s3 = new S3Client({ forcePathStyle: true, requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: 2000 }, httpsAgent: { maxSockets: 2000 } }) });

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const now = new Date();
  const event = JSON.parse(Buffer.concat(parts));
  event._ingest = { receivedAt: now.toISOString(), userAgent: request.headers["user-agent"], method: "POST", path: "/clickstream", requestId: randomUUID() };
  const hour = now.toISOString().slice(0, 13).replace(/[-T]/g, "/");
  await s3.send(new PutObjectCommand({ Bucket: process.env.RAW_BUCKET_NAME, Key: `events/${hour}/event-${randomUUID()}.json`, Body: JSON.stringify(event), ContentType: "application/json" }));
  const body = '{"success":true}';
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length }).end(body);
});
server.listen(0, "127.0.0.1", 4096, () => console.log(`http://127.0.0.1:${server.address().port}`));
