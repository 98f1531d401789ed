// EventService over gRPC.
#pragma once

#include <grpcpp/grpcpp.h>

#include "application/application.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "server/integration/events/event_hub.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::integration {

// Watch writes bytes that many streams share, so it is served raw.
class EventService final : public v1::EventService::WithRawCallbackMethod_Watch<
                               v1::EventService::WithCallbackMethod_ListEvents<v1::EventService::Service>> {
 public:
  // All of them outlive it.
  EventService(server::Dispatcher& dispatcher, const Application::Integration& application, EventHub& hub)
      : dispatcher_(dispatcher), application_(application), hub_(hub) {}

  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* call, const v1::ListEventsRequest* request,
                                       v1::ListEventsResponse* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Watch(grpc::CallbackServerContext* call,
                                                    const grpc::ByteBuffer* request) override;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Integration& application_;
  EventHub& hub_;
};

}  // namespace pipewright::integration
