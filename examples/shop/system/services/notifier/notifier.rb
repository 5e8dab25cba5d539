# frozen_string_literal: true

require "bunny"
require "json"
require "mail"

# Development has no mail server: there, mails are only written to the log.
if ENV["SMTP_HOST"]
  Mail.defaults { delivery_method :smtp, address: ENV.fetch("SMTP_HOST"), port: 587 }
else
  Mail.defaults { delivery_method :test }
end

def thank_for(order)
  Mail.deliver do
    from "orders@kettle.example"
    to "customers+#{order}@kettle.example"
    subject "Thank you for your order"
    body "Your tea is on its way. Your order is #{order}."
  end
  puts JSON.generate(level: "info", event: "mail_sent", order: order)
end

$stdout.sync = true
connection = Bunny.new(ENV.fetch("QUEUE_URL", "amqp://localhost:5672")).start
channel = connection.create_channel.tap { |c| c.prefetch(1) }
channel.queue("orders", durable: true).subscribe(manual_ack: true, block: true) do |delivery, _properties, payload|
  message = JSON.parse(payload)
  thank_for(message.fetch("order")) if message["event"] == "order_paid"
  channel.ack(delivery.delivery_tag)
end
